import type { Stack } from '../model.ts';
import { type Json, shared } from './names.ts';

/**
 * The HTTP API as osls takes it: platform's slice owns it, with CORS; the others join it by its id. API Gateway answers
 * preflights by itself and adds the headers to every answer that has an Origin, whatever a function says of CORS.
 */
export const httpApiOf = ({ stage, api: { cors } }: Stack, slice: string | undefined): Json => {
  const { here, api } = shared(stage, slice);
  if (!here) return { payload: '2.0', id: api };
  return {
    payload: '2.0',
    cors: {
      allowedOrigins: cors.origins,
      allowedMethods: cors.methods,
      allowedHeaders: cors.headers,
      exposedResponseHeaders: cors.exposed,
      maxAge: cors.maxAgeSeconds,
    },
  };
};

/** What osls has no word for: the default throttle of the API's stage. */
export const stageExtension = ({ api: { throttle } }: Stack): Json => ({
  HttpApiStage: {
    Properties: {
      DefaultRouteSettings: {
        ThrottlingRateLimit: throttle.requestsPerSecond,
        ThrottlingBurstLimit: throttle.burst,
      },
    },
  },
});

/**
 * One line a request, as API Gateway saw it: what a function's own log cannot say (throttled, timed out, refused before
 * it). No address, no query, no header: nothing personal and no secret.
 */
export const accessLogs: Json = {
  httpApi: {
    format: JSON.stringify({
      time: '$context.requestTime',
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      bytes: '$context.responseLength',
      ms: '$context.responseLatency',
      integrationMs: '$context.integrationLatency',
      integrationError: '$context.integrationErrorMessage',
    }),
  },
};
