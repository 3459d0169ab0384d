import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { awsCall } from '../engines/aws-call.ts';
import type { Endpoints } from '../environment.ts';
import { ACCOUNT } from '../environment.ts';
import type { Watch } from '../plan.ts';
import type { Progress } from '../triggers/progress.ts';
import { S3Refusal } from './s3-refusal.ts';
import { openObjectStore } from './s3-store.ts';
import { checkPresigned } from './signature.ts';
import { type StoredObject, s3Notification } from './upload-event.ts';
import { receiveForm } from './upload-form.ts';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, PUT, POST',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'ETag',
};
const UNBOUNDED = { min: 0, max: 5 * 1024 ** 3 };

/** Bucket and key of a path-style address. */
const place = (path: string): { bucket: string; key: string } => {
  const [, bucket = '', key = ''] = path.match(/^\/([^/]*)\/?(.*)$/s) ?? [];
  return { bucket, key: decodeURIComponent(key) };
};

/** True for the calls of an SDK that leave a new object behind. */
const creates = (request: IncomingMessage, query: URLSearchParams): boolean =>
  (request.method === 'PUT' && !query.has('partNumber')) || (request.method === 'POST' && query.has('uploadId'));

/**
 * The front of S3: what the engine behind it lacks. It checks presigned forms and addresses as S3 does, streams large
 * files on in parts, and tells an upload function of each new object by a message in its queue, written before the
 * uploader is answered: so what was acknowledged survives a crash. Everything else passes through.
 */
export const createUploadFront = (
  watched: readonly Watch[],
  engine: Pick<Endpoints, 's3' | 'sqs'>,
  progress: Progress,
): { server: Server; redeliver(): Promise<number>; close(): void } => {
  const store = openObjectStore(engine.s3);
  const watcherOf = (bucket: string, key: string) =>
    watched.find((one) => one.bucket === bucket && key.startsWith(one.prefix));

  const tell = async (object: StoredObject, eventName: string): Promise<void> => {
    const watcher = watcherOf(object.bucket, object.key);
    if (!watcher) return;
    const QueueUrl = `${engine.sqs}/${ACCOUNT}/${watcher.queue}`;
    await awsCall(engine.sqs, 'AmazonSQS.SendMessage', {
      QueueUrl,
      MessageBody: JSON.stringify(s3Notification(object, eventName)),
    });
    progress.markTold(object);
  };

  const form = async (request: IncomingMessage, response: ServerResponse, bucket: string): Promise<void> => {
    const { object, status, redirect } = await receiveForm(request, bucket, store);
    await tell(object, 'ObjectCreated:Post');
    const address = `http://${request.headers.host}/${object.bucket}/${encodeURIComponent(object.key)}`;
    const fields = { Location: address, Bucket: object.bucket, Key: object.key, ETag: object.etag };
    const xml = Object.entries(fields).map(
      ([name, value]) => `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`,
    );
    const body =
      status === 201 ? `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${xml.join('')}</PostResponse>` : '';
    response.writeHead(status, {
      ...CORS,
      etag: object.etag,
      location: redirect ?? address,
      ...(body && { 'content-type': 'application/xml' }),
    });
    response.end(body);
  };

  const presignedPut = async (
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    key: string,
  ): Promise<void> => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const object = await store.store(bucket, key, request, UNBOUNDED, headers);
    await tell(object, 'ObjectCreated:Put');
    response.writeHead(200, { ...CORS, etag: object.etag });
    response.end();
  };

  /**
   * Hands a request to the engine; with `before`, the answer waits for it. It ends with what ends first: the answer,
   * the client that hangs up, or an engine that closes or switches protocols without one.
   */
  const pass = (request: IncomingMessage, response: ServerResponse, before?: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(engine.s3);
      const { method, headers, url: path } = request;
      const broken = (): void => reject(new Error('the engine closed the connection without an answer'));
      const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
        onward.off('close', broken);
        const go = async () => {
          if (before && answer.statusCode === 200) await before();
          response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...CORS });
          answer.pipe(response);
          answer.once('end', resolve);
        };
        answer.once('error', reject);
        go().catch(reject);
      });
      onward.once('error', reject);
      onward.once('close', broken);
      onward.once('upgrade', (_, socket) => {
        socket.destroy();
        broken();
      });
      response.once('close', () => {
        onward.destroy();
        resolve();
      });
      request.pipe(onward);
    });

  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '/', search = ''] = (request.url ?? '/').split('?');
    const query = new URLSearchParams(search);
    const { bucket, key } = place(path);
    if (request.method === 'OPTIONS') {
      response.writeHead(200, CORS).end();
      return;
    }
    if (request.method === 'POST' && request.headers['content-type']?.startsWith('multipart/form-data')) {
      return form(request, response, bucket);
    }
    if (query.has('X-Amz-Signature')) {
      checkPresigned(request.method ?? '', path, query, request.headers, nowMs());
      if (request.method === 'PUT' && key !== '' && !query.has('partNumber'))
        return presignedPut(request, response, bucket, key);
    } else if (!request.headers.authorization) throw new S3Refusal(403, 'AccessDenied', 'Access Denied');
    if (key === '' || !creates(request, query) || !watcherOf(bucket, key)) return pass(request, response);
    return pass(request, response, async () => tell(await store.head(bucket, key), 'ObjectCreated:Put'));
  };

  const refuse = (response: ServerResponse, error: unknown): void => {
    if (!(error instanceof S3Refusal)) log.error('upload failed', error);
    const missing = (error as Error).name === 'NoSuchBucket';
    const shown =
      error instanceof S3Refusal
        ? error
        : missing
          ? new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
          : new S3Refusal(500, 'InternalError', 'We encountered an internal error. Please try again.');
    if (response.headersSent) response.destroy();
    else response.writeHead(shown.status, { ...CORS, 'content-type': 'application/xml' }).end(shown.xml());
  };

  const server = createServer((request, response) => {
    answerTo(request, response).catch((error: unknown) => refuse(response, error));
  });

  return {
    server,
    /** Tells again of every object whose message was not written when the last run was killed; returns how many. */
    async redeliver() {
      let told = 0;
      for (const { bucket, prefix } of watched) {
        for await (const object of store.list(bucket, prefix)) {
          if (progress.isTold(object)) continue;
          await tell(object, 'ObjectCreated:Post');
          told++;
        }
      }
      return told;
    },
    close() {
      server.close();
      server.closeAllConnections();
      store.close();
    },
  };
};
