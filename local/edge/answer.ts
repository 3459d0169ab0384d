import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** An answer that is whole: an origin's, or what the cache has of one. Names of headers are lower-case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Headers of one connection, which no proxy passes on (RFC 9110 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]); // biome-ignore format: a list

/** Picks the headers that a proxy passes on, each as one text. */
export const passedOn = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

/** An answer of the edge's own, as CloudFront has for what it cannot get or does not take. */
export const ownAnswer = (status: number, sentence: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${sentence}\n`),
});

/** Writes an answer; one to HEAD, and a 304, without what they leave out. */
export const writeAnswer = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const isBare = status === 204 || status === 304;
  response.writeHead(status, { ...headers, ...(isBare ? {} : { 'content-length': String(body.length) }) });
  response.end(isBare || response.req.method === 'HEAD' ? undefined : body);
};
