import { openAsBlob } from 'node:fs';
import { buildQueryString } from '@smithy/core/protocols';
import { epochSeconds, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { bucketUrl, signing } from '#lib/presign.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { bucketName } from '#lib/work.ts';

/**
 * Objects of the bucket of indexes, by `fetch` and signed addresses: S3's client alone weighs half of what a route’s bundle
 * may have.
 */
const bucket = (): string => bucketName('search', 'index');

/** Bytes that are read at once: on Lambda some 100 ms. */
export const RANGE_BYTES = 8 * 1024 * 1024;
const VALID_SECONDS = 900;
/** The next bytes of a file may take so many times as long as a table’s answer; a whole file, of a second’s 30 MB, longer. */
const TIMES = 7;
const FILE_TIMES = 200;

const UNSIGNED = 'x-amz-content-sha256';
const unsigned = { unhoistableHeaders: new Set([UNSIGNED]), unsignableHeaders: new Set([UNSIGNED]) };

/** Signature version 4 in a query ("Authenticating Requests: Using Query Parameters", S3’s API reference). */
const addressOf = async (method: 'GET' | 'PUT', key: string): Promise<string> => {
  const { origin, protocol, host, pathname: path } = new URL(`${await bucketUrl(bucket())}/${key}`);
  const headers = { host, [UNSIGNED]: 'UNSIGNED-PAYLOAD' };
  const { query = {} } = await signing().signer.presign(
    { method, protocol, hostname: host, path, query: {}, headers },
    { expiresIn: VALID_SECONDS, signingDate: epochSeconds(nowMs()), ...unsigned },
  );
  return `${origin}${path}?${buildQueryString(query)}`;
};

const within = (times: number) => AbortSignal.timeout(times * env().REQUEST_MS);

const failed = (what: string, key: string, status: number): Error => {
  const message = `search: ${what} ${key} was answered ${status}`;
  return status >= 500 || status === 429 ? new RetryableError(message) : new Error(message);
};

/** Reads an object whole; undefined when there is none. */
export const readObject = async (key: string): Promise<Buffer | undefined> => {
  const answer = await fetch(await addressOf('GET', key), { signal: within(FILE_TIMES) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw failed('reading', key, answer.status);
  return Buffer.from(await answer.arrayBuffer());
};

/** Reads bytes of an object from one on, 8 MB at most; undefined when there is no object, or it ends before. */
export const readRange = async (key: string, from: number): Promise<Buffer | undefined> => {
  const range = `bytes=${from}-${from + RANGE_BYTES - 1}`;
  const answer = await fetch(await addressOf('GET', key), { headers: { range }, signal: within(TIMES) });
  if (answer.status === 404 || answer.status === 416) return undefined;
  if (!answer.ok) throw failed('reading', key, answer.status);
  return Buffer.from(await answer.arrayBuffer());
};

/** Stores an object, or a file, under a key. */
export const putObject = async (
  key: string,
  body: Uint8Array<ArrayBuffer> | { readonly path: string },
): Promise<void> => {
  const answer = await fetch(await addressOf('PUT', key), {
    method: 'PUT',
    body: 'path' in body ? await openAsBlob(body.path) : body,
    headers: { 'content-type': 'application/octet-stream' },
    signal: within(FILE_TIMES),
  });
  if (!answer.ok) throw failed('storing', key, answer.status);
};
