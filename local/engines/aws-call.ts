import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { isTransient } from '#lib/retryable-error.ts';
import { exchange } from './exchange.ts';

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
  const payload = JSON.stringify(body);
  const { hostname, port, pathname: path } = new URL(endpoint);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(payload),
    'x-amz-target': target,
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/engine/aws4_request, SignedHeaders=host, Signature=0',
  };
  const asked = { method: 'POST', agent, hostname, port, path, headers, ...(signal ? { signal } : {}) };
  const answer = await onFreshSocket(() => exchange(asked, payload));
  const text = answer.body.toString('utf8');
  const parsed = text ? (JSON.parse(text) as { __type?: string; message?: string; Message?: string }) : {};
  if (answer.status === 200) return parsed as T;
  const code = parsed.__type?.split('#').pop() ?? `Status${answer.status}`;
  throw new EngineError(code, parsed.message ?? parsed.Message ?? text.slice(0, 200), answer.status);
};

/** Sends again what met a kept connection that the engine had closed: the next one is another. */
const onFreshSocket = async <T>(send: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const { code, reusedSocket } = error as NodeJS.ErrnoException & { reusedSocket?: boolean };
      if (!reusedSocket || (code !== 'ECONNRESET' && code !== 'EPIPE')) throw error;
    }
  }
};

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
