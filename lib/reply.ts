import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Contract } from './contract.ts';

/** What a handler answers; lib/http.ts parses it with the contract and writes it out. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes that were generated and parsed before (documents, pages): sent as they are. */
  readonly raw?: { readonly text: string; readonly type: string };
  readonly etag?: string;
}

type Headers = Readonly<Record<string, string>>;

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
  raw: { text: content, type },
  headers,
});

/** JSON that was generated and parsed before, with its ETag and how long it may be cached. */
export const document = (json: string, etag: string, cacheControl: string): Reply => ({
  status: 200,
  raw: { text: json, type: 'application/json' },
  etag,
  headers: { 'cache-control': cacheControl },
});

export const redirect = (status: 301 | 302 | 303, location: string, headers: Headers = {}): Reply => ({
  status,
  headers: { location, ...headers },
});

/** A strong ETag of some text. */
export const etagOf = (content: string): string =>
  `"${createHash('sha1').update(content).digest('base64url').slice(0, 20)}"`;

/** True when `If-None-Match` names this ETag (weak comparison, RFC 9110 13.1.2). */
const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim().replace(/^W\//, '') === etag || part.trim() === '*');

/**
 * Writes a reply as API Gateway's payload 2.0 wants it. Bodies are parsed with the contract's schema first, so a field
 * that a table has grown cannot leak; an answer that does not fit is our bug and becomes a 500.
 */
export const render = (
  contract: Contract,
  reply: Reply,
  ifNoneMatch: string | undefined,
): APIGatewayProxyStructuredResultV2 => {
  const headers: Record<string, string> = { ...reply.headers };
  const schema = contract.returns[reply.status];
  let etag = reply.etag;
  let body: string | undefined;
  if (reply.raw) {
    headers['content-type'] = `${reply.raw.type}; charset=utf-8`;
    body = reply.raw.text;
  } else if (reply.body !== undefined) {
    if (!schema || typeof schema === 'string')
      throw new Error(`contract: ${contract.path} has no schema for ${reply.status}`);
    const parsed = z.parse(schema, reply.body);
    headers['content-type'] = 'application/json; charset=utf-8';
    body = JSON.stringify(parsed);
    const version = (parsed as { version?: unknown } | null)?.version;
    if (etag === undefined && typeof version === 'number') etag = `"${version}"`;
  } else if (schema === undefined) throw new Error(`contract: ${contract.path} does not answer ${reply.status}`);
  if (etag !== undefined) headers['etag'] = etag;
  headers['cache-control'] ??= 'no-store';
  if (contract.method === 'GET' && reply.status === 200 && etag !== undefined && matches(ifNoneMatch, etag)) {
    delete headers['content-type'];
    return { statusCode: 304, headers };
  }
  return { statusCode: reply.status, headers, ...(body === undefined ? {} : { body }) };
};
