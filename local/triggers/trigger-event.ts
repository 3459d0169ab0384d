import { randomUUID } from 'node:crypto';
import type { HttpTrigger, StackFunction } from '../../stack/model.ts';
import { ACCOUNT, REGION } from '../environment.ts';
import { httpEvent } from '../gateway/http-event.ts';
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

const request = ({ methods: [method = 'GET'], path: template }: HttpTrigger, sample: Sample, basePath: string) => {
  const params = sample.params ?? {};
  const below =
    template === '$default'
      ? `${basePath}/nowhere`
      : template.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const body =
    sample.body === undefined
      ? undefined
      : Buffer.from(typeof sample.body === 'string' ? sample.body : JSON.stringify(sample.body));
  return httpEvent({
    routeKey: template === '$default' ? template : `${method} ${template}`,
    method: sample.method ?? method,
    path: sample.path ?? below,
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
export const triggerEvent = (fn: StackFunction, sample: Sample, basePath: string): unknown => {
  const { trigger, name } = fn;
  if (isWhole(sample)) return sample;
  switch (trigger.kind) {
    case 'http':
      return request(trigger, sample, basePath);
    case 'queue':
      return sqsEvent(name, (sample.messages ?? [sample]).map(message));
    case 'upload': {
      const object = { bucket: trigger.bucket, key: sample.key ?? '', size: sample.size ?? 0, etag: '' };
      return sqsEvent(name, [message(s3Notification(object))]);
    }
    case 'schedule':
      return scheduledEvent(name);
    case 'stream': {
      const eventSourceARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${trigger.table}/stream/1`;
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
