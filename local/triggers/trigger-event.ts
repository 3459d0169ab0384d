import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../environment.ts';
import { httpEvent } from '../gateway/http-event.ts';
import { nameOf, type StackFunction, uploadsOf } from '../stack.ts';
import { s3Notification } from '../uploads/upload-event.ts';
import { scheduledEvent } from './schedules.ts';
import { sqsEvent } from './sqs-event.ts';

/**
 * What a sample file in `events/` says: only what matters of its trigger. http: the request. queue: the message, or
 * several as `messages`. upload: the object's key and size. stream: `records`. schedule: nothing. A whole event of
 * the trigger, as AWS sends it, will do as well.
 */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
  /** The body of a request; text is sent as it is. */
  readonly body?: unknown;
  readonly messages?: readonly unknown[];
  readonly key?: string;
  /** Bytes. */
  readonly size?: number;
  readonly records?: readonly { readonly dynamodb: object; readonly eventName: string }[];
}

const isWhole = (sample: object): boolean =>
  'Records' in sample || 'detail-type' in sample || ('version' in sample && sample.version === '2.0');

const message = (body: unknown) => ({
  MessageId: randomUUID(),
  ReceiptHandle: 'none',
  MD5OfBody: '',
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  Attributes: { ApproximateReceiveCount: '1' },
});

const request = (fn: StackFunction, sample: Sample) => {
  const { method, path: template } = { method: 'GET', path: '', ...fn.exports.contract };
  const params = sample.params ?? {};
  const below =
    template === '$default'
      ? '/nowhere'
      : template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const body =
    sample.body === undefined
      ? undefined
      : Buffer.from(typeof sample.body === 'string' ? sample.body : JSON.stringify(sample.body));
  return httpEvent({
    routeKey: template === '$default' ? template : `${method} /api/v1${template}`,
    method: sample.method ?? method,
    path: sample.path ?? `/api/v1${below}`,
    query: new URLSearchParams(sample.query).toString(),
    params,
    headers: {
      host: 'localhost',
      'user-agent': 'invoke',
      ...(body && { 'content-type': 'application/json' }),
      ...sample.headers,
    },
    ...(body && { body }),
    sourceIp: '127.0.0.1',
    requestId: randomUUID(),
  });
};

/** The event of a function's trigger from a sample; one that is a whole event already is taken as it is. */
export const triggerEvent = (stage: string, fn: StackFunction, sample: Sample): unknown => {
  if (isWhole(sample)) return sample;
  switch (fn.kind) {
    case 'http':
      return request(fn, sample);
    case 'queue':
      return sqsEvent(nameOf(stage, fn), (sample.messages ?? [sample]).map(message));
    case 'upload': {
      const { bucket } = uploadsOf(stage, fn);
      const object = { bucket, key: sample.key ?? '', size: sample.size ?? 0, etag: '' };
      return sqsEvent(nameOf(stage, fn), [message(s3Notification(object))]);
    }
    case 'schedule':
      return scheduledEvent(nameOf(stage, fn));
    case 'stream': {
      const eventSourceARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/floodgate-${stage}-${fn.module}/stream/1`;
      return {
        Records: (sample.records ?? []).map((record) => ({
          eventSource: 'aws:dynamodb',
          awsRegion: REGION,
          eventSourceARN,
          ...record,
        })),
      };
    }
  }
};
