import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './environment.ts';
import { httpEvent } from './http-event.ts';
import { scheduledEvent } from './schedules.ts';
import { sqsEvent } from './sqs-event.ts';
import { nameOf, type StackFunction, uploadsOf } from './stack.ts';
import { s3Notification } from './upload-event.ts';

/** What a sample file in `events/` says: only what matters of its trigger. */
export interface Sample {
  /** http */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
  /** http: the request's body; text is sent as it is. */
  readonly body?: unknown;
  /** queue: the messages' bodies. */
  readonly messages?: readonly unknown[];
  /** upload: objects by key and size. */
  readonly objects?: readonly { readonly key: string; readonly size: number }[];
  /** stream: records as DynamoDB gives them. */
  readonly records?: readonly { readonly dynamodb: object; readonly eventName: string }[];
}

const BUILT = new Set(['version', 'Records', 'detail-type']);

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
  if (Object.keys(sample).some((key) => BUILT.has(key))) return sample;
  switch (fn.kind) {
    case 'http':
      return request(fn, sample);
    case 'queue':
      return sqsEvent(nameOf(stage, fn), (sample.messages ?? []).map(message));
    case 'upload': {
      const { bucket } = uploadsOf(stage, fn);
      const objects = (sample.objects ?? []).map((object) => s3Notification({ bucket, etag: '', ...object }));
      return sqsEvent(nameOf(stage, fn), objects.map(message));
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
