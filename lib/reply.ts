import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { acceptedEncoding, type Content, contentOf } from './compress.ts';
import type { Contract, Named } from './contract.ts';
import type { Flip } from './lifetime.ts';
import { AnswerTooLarge } from './refusals.ts';

/** What a handler answers; lib/http.ts parses it with the contract and writes it out. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What was generated and parsed before (documents, pages): sent as it is. */
  readonly raw?: { readonly content: Content; readonly type: string };
  readonly etag?: string;
  /** When it changes by the clock alone, and whether a request through the edge waits for that: yes, unless false (lib/across-flips.ts). */
  readonly flips?: readonly Flip[];
  readonly waits?: boolean;
}

type Headers = Readonly<Record<string, string>>;
type Result = APIGatewayProxyStructuredResultV2;

export const ok = (body: unknown, headers: Headers = {}): Reply => ({ status: 200, body, headers });

/** 201 with the new object and its address below the base path. */
export const created = (location: string, body: unknown, headers: Headers = {}): Reply => ({
  status: 201,
  body,
  headers: { location: `/api/v1${location}`, ...headers },
});

export const noContent = (): Reply => ({ status: 204 });

/** Text of another kind than JSON: a page, a feed. */
export const text = (type: string, content: string, headers: Headers = {}, status = 200): Reply => ({
  status,
  raw: { content: contentOf(content), type },
  headers,
});

/** JSON that was generated and parsed before, with its ETag and how long it may be cached. */
export const document = (json: string | Content, etag: string, cacheControl: string): Reply => ({
  status: 200,
  raw: { content: typeof json === 'string' ? contentOf(json) : json, type: 'application/json' },
  etag,
  headers: { 'cache-control': cacheControl },
});

export const redirect = (status: 301 | 302 | 303 | 308, location: string): Reply => ({ status, headers: { location } });

/** A strong ETag of some text. */
export const etagOf = (content: string): string =>
  `"${createHash('sha1').update(content).digest('base64url').slice(0, 20)}"`;

/** True when `If-None-Match` names this ETag (weak comparison, RFC 9110 13.1.2). */
const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim().replace(/^W\//, '') === etag || part.trim() === '*');

/** What Lambda answers at most, in bytes of JSON, less what the rest of a result may take (its documents say 6 MB). */
const MOST_BYTES = 6 * 1024 * 1024 - 16_384;

/**
 * Puts content into a result: compressed as the caller accepts it, unless it is small or holds a secret, whose letters
 * the length would give away beside what an attacker adds (BREACH). Its ETag is the same in every encoding: it names the
 * version that `If-Match` asks for, and no byte ranges of it are served.
 * @throws Refusal 422 `answer-too-large` for more than Lambda may answer
 */
const withContent = (contract: Contract, result: Result, content: Content, asked: Named): Result => {
  const varies = content.large && !contract.secret && contract.access !== 'holder';
  const headers = { ...result.headers, ...(varies ? { vary: 'accept-encoding' } : {}) };
  const encoding = varies ? acceptedEncoding(asked['accept-encoding']) : undefined;
  if (result.statusCode === 304) return { ...result, headers };
  const body = encoding ? content.encoded(encoding) : content.text();
  if (body.length > MOST_BYTES / 6 && Buffer.byteLength(JSON.stringify(body)) > MOST_BYTES) throw new AnswerTooLarge();
  return encoding
    ? { ...result, headers: { ...headers, 'content-encoding': encoding }, body, isBase64Encoded: true }
    : { ...result, headers, body };
};

/**
 * Writes a reply as API Gateway's payload 2.0 wants it. Bodies are parsed with the contract's schema first, so a field
 * that a table has grown cannot leak; an answer that does not fit is our bug and becomes a 500.
 */
export const render = (contract: Contract, reply: Reply, asked: Named): Result => {
  const headers: Record<string, string> = { 'cache-control': 'no-store', ...reply.headers };
  const schema = contract.returns[reply.status];
  let etag = reply.etag;
  let content: Content | undefined;
  if (reply.raw) {
    headers['content-type'] = `${reply.raw.type}; charset=utf-8`;
    content = reply.raw.content;
  } else if (reply.body !== undefined) {
    if (!schema || typeof schema === 'string')
      throw new Error(`contract: ${contract.path} has no schema for ${reply.status}`);
    const parsed = z.parse(schema, reply.body);
    headers['content-type'] = 'application/json; charset=utf-8';
    content = contentOf(JSON.stringify(parsed));
    const version = (parsed as { version?: unknown } | null)?.version;
    if (etag === undefined && typeof version === 'number') etag = `"${version}"`;
  } else if (schema === undefined) throw new Error(`contract: ${contract.path} does not answer ${reply.status}`);
  if (etag !== undefined) headers['etag'] = etag;
  const known = etag !== undefined && matches(asked['if-none-match'], etag);
  const statusCode = contract.method === 'GET' && reply.status === 200 && known ? 304 : reply.status;
  if (statusCode === 304) delete headers['content-type'];
  return content ? withContent(contract, { statusCode, headers }, content, asked) : { statusCode, headers };
};
