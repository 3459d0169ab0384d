import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { isTransient } from '#lib/retryable-error.ts';

/** Keep-alive, as many connections as there are long polls. */
const agent = new Agent({ keepAlive: true });

/** A refusal by an engine, with AWS's own error name. */
export class EngineError extends Error {
  readonly code: string;
  /** Of its answer. */
  readonly status: number;
  constructor(code: string, message: string, status: number) {
    super(`${code}: ${message}`);
    this.code = code;
    this.status = status;
  }
}

/**
 * One call in AWS's JSON protocol 1.0 (`AmazonSQS.ReceiveMessage`, `DynamoDBStreams_20120810.GetRecords`, …). The
 * pollers of all triggers run beside the handlers in one process: the SDK's middleware would cost them more than the
 * engine does. Emulators want a signature's form and do not verify it.
 */
export const awsCall = async <T>(endpoint: string, target: string, body: object, signal?: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await callOnce<T>(endpoint, target, body, signal);
    } catch (error) {
      if (!(error instanceof StaleSocket)) throw error;
    }
  }
};

/** A kept connection that the engine had closed when it was used again: the next call takes another one. */
class StaleSocket extends Error {}

const callOnce = <T>(endpoint: string, target: string, body: object, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const call = request(endpoint, {
      method: 'POST',
      agent,
      ...(signal ? { signal } : {}),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(payload),
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/engine/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    call.once('error', (error: NodeJS.ErrnoException) => {
      const stale = call.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleSocket() : error);
    });
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        try {
          const parsed = text ? (JSON.parse(text) as { __type?: string; message?: string; Message?: string }) : {};
          const status = response.statusCode ?? 0;
          if (status === 200) resolve(parsed as T);
          else {
            const code = parsed.__type?.split('#').pop() ?? `Status${status}`;
            reject(new EngineError(code, parsed.message ?? parsed.Message ?? text.slice(0, 200), status));
          }
        } catch (error) {
          reject(error);
        }
      });
    });
    call.end(payload);
  });

const TRIES = 20;
const PAUSE_MS = 500;

/** Repeats a call of the start that broke or was answered 5xx: under load an engine fails one and takes the next. */
export const repeated = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      const passing = error instanceof EngineError ? error.status >= 500 : isTransient(error);
      if (!passing || tries === TRIES) throw error;
      await wait(PAUSE_MS);
    }
  }
};
