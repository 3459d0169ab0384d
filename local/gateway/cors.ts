import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Cors } from '../../stack/api.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** `*` where every origin may call, the origin itself where it is one of the list; undefined for another's. */
const allowedOrigin = ({ origins }: Cors, origin: string | undefined): string | undefined =>
  origin === undefined ? undefined : origins.includes('*') ? '*' : origins.find((one) => one === origin);

/** A browser's question before a request of another origin (Fetch standard, CORS-preflight request). */
export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** What API Gateway answers it by itself: 204, with the headers only when the origin may call. */
export const preflightAnswer = (cors: Cors, origin: string | undefined): Answer => {
  const allowed = allowedOrigin(cors, origin);
  if (allowed === undefined) return { statusCode: 204 };
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': allowed,
      'access-control-allow-methods': cors.methods.join(','),
      'access-control-allow-headers': cors.headers.join(','),
      'access-control-max-age': cors.maxAgeSeconds,
      ...(allowed === '*' ? {} : { vary: 'Origin' }),
    },
  };
};

const isCors = (name: string): boolean => name.toLowerCase().startsWith('access-control-');

/** Answers what a browser gets: headers of a function that speak of CORS are dropped, those of the API are added. */
export const withCors = (cors: Cors, origin: string | undefined, answer: Answer): Answer => {
  const allowed = allowedOrigin(cors, origin);
  const given = answer.headers ?? {};
  const own = Object.keys(given).some(isCors)
    ? Object.fromEntries(Object.entries(given).filter(([name]) => !isCors(name)))
    : given;
  if (allowed === undefined) return own === given ? answer : { ...answer, headers: own };
  return {
    ...answer,
    headers: {
      ...own,
      'access-control-allow-origin': allowed,
      'access-control-expose-headers': cors.exposed.join(','),
      ...(allowed === '*' ? {} : { vary: [answer.headers?.['vary'], 'Origin'].filter(Boolean).join(', ') }),
    },
  };
};
