import { randomUUID } from 'node:crypto';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  S3Event,
  SQSEvent,
} from 'aws-lambda';
import { type Contract, refusalsOf } from '#lib/contract.ts';
import { REGION } from '../../local/environment.ts';
import { httpEvent } from '../../local/gateway/http-event.ts';
import { lambdaContext } from '../../local/triggers/context.ts';
import { sqsEvent as eventOfMessages } from '../../local/triggers/sqs-event.ts';
import { s3Notification } from '../../local/uploads/upload-event.ts';
import { loopbackAddress } from '../../tools/prove/bench/addresses.ts';

type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** What a test says of a request; everything else is as a plain client sends it. */
export interface TestRequest {
  /** From the handler's contract when the module is given instead of the bare handler. */
  readonly method?: string;
  /** Below `/api/v1`, with parameters in braces, as in the contract. */
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** A list is a parameter that comes several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
  /** A bearer token or API key. */
  readonly token?: string;
  /** An address of its own for each request unless told, so that no limit of an address is met by chance. */
  readonly sourceIp?: string;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined when there is none or it is not JSON. Loose on purpose: expectations are literals. */
  // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body.
  readonly body: any;
}

interface HttpModule {
  readonly handler: HttpHandler;
  readonly contract?: Contract;
}

const bytesOf = (body: unknown): Buffer | undefined => {
  if (body === undefined) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
};

let requests = 0;

/** The payload 2.0 event of a request, built by the local gateway's own code. */
export const httpTestEvent = (request: TestRequest, contract?: HttpModule['contract']): APIGatewayProxyEventV2 => {
  const method = request.method ?? contract?.method ?? 'GET';
  const template = request.path ?? contract?.path ?? '/';
  const params = request.params ?? {};
  const path = `/api/v1${template.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))}`;
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const body = bytesOf(request.body);
  return httpEvent({
    routeKey: `${method} /api/v1${template}`,
    method,
    path,
    query: new URLSearchParams(query).toString(),
    params,
    headers: {
      host: '127.0.0.1:3000',
      'user-agent': 'vitest',
      ...(body && typeof request.body !== 'string' && { 'content-type': 'application/json' }),
      ...(body && { 'content-length': String(body.length) }),
      ...(request.token && { authorization: `Bearer ${request.token}` }),
      ...Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
    },
    ...(body && { body }),
    sourceIp: request.sourceIp ?? loopbackAddress(requests++),
    requestId: randomUUID(),
  });
};

/**
 * Calls an exported handler as API Gateway does. The module itself (`import * as route from './get-order.ts'`) brings
 * method and path; a bare handler needs them in the request.
 */
export const invokeHttp = async (
  target: HttpModule | HttpHandler,
  request: TestRequest = {},
): Promise<TestResponse> => {
  const { handler, contract } = typeof target === 'function' ? { handler: target, contract: undefined } : target;
  const result = await handler(httpTestEvent(request, contract), testContext());
  const text = result.isBase64Encoded ? Buffer.from(result.body ?? '', 'base64').toString('utf8') : (result.body ?? '');
  const headers = Object.entries(result.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ]);
  const all = Object.fromEntries(headers);
  const json = text !== '' && /json/.test(all['content-type'] ?? '');
  const answer = { status: result.statusCode ?? 200, headers: all, text, body: json ? JSON.parse(text) : undefined };
  if (contract && all['content-type']?.startsWith('application/problem+json')) checkDeclared(contract, answer);
  return answer;
};

/** Fails for a refusal whose code, with this status, is not among those that the contract tells of. */
const checkDeclared = (contract: Contract, { status, body }: TestResponse): void => {
  if (refusalsOf(contract).some((kind) => kind.code === body.code && kind.status === status)) return;
  throw new Error(`${contract.method} ${contract.path}: its contract does not declare ${status} ${body.code}`);
};

/** A Lambda context with ten minutes left, as a queue's function has in the local run. */
export const testContext = (functionName = 'floodgate-test-function'): Context => lambdaContext(functionName, 600, 512);

/** Messages as SQS hands them to a queue's function; an object is sent as JSON. `receives` counts this one. */
export const sqsEvent = (bodies: readonly unknown[], options: { queue?: string; receives?: number } = {}): SQSEvent =>
  eventOfMessages(
    options.queue ?? 'floodgate-test-queue',
    bodies.map((body) => ({
      MessageId: randomUUID(),
      ReceiptHandle: randomUUID(),
      MD5OfBody: '',
      Body: typeof body === 'string' ? body : JSON.stringify(body),
      Attributes: { ApproximateReceiveCount: String(options.receives ?? 1), SentTimestamp: '1767225600000' },
    })),
  );

/** Objects as S3 tells of them, one message each. */
export const uploadEvent = (objects: readonly { bucket: string; key: string; size: number }[]): SQSEvent =>
  sqsEvent(objects.map((object): S3Event => s3Notification({ ...object, etag: '' })));

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

/** Changes as a table's stream tells of them; images are DynamoDB JSON (`marshall` makes it). */
export const streamEvent = (
  changes: readonly { keys?: Image; before?: Image; after?: Image; sequence?: string }[],
  table = 'floodgate-test-table',
): DynamoDBStreamEvent => ({
  Records: changes.map(
    ({ keys, before, after, sequence }, index): DynamoDBRecord => ({
      eventID: sequence ?? String(index + 1),
      eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventSourceARN: `arn:aws:dynamodb:${REGION}:000000000000:table/${table}/stream/1`,
      dynamodb: {
        ...(keys && { Keys: keys }),
        ...(before && { OldImage: before }),
        ...(after && { NewImage: after }),
        SequenceNumber: sequence ?? String(index + 1),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        ApproximateCreationDateTime: 1_767_225_600,
      },
    }),
  ),
});
