import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Cache } from './cache.ts';

/** What the local edge is called among distributions. */
const DISTRIBUTION = 'LOCAL';

/** What a `CreateInvalidation` asks for (CloudFront API reference, version 2020-05-31). */
export interface Invalidation {
  readonly reference: string;
  readonly tags: readonly string[];
  readonly paths: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]+)|(\w+));/gi, (all, code, name) =>
    code ? String.fromCodePoint(Number.parseInt(code, 16)) : (ENTITIES[name] ?? all),
  );
const textsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, inner = '']) => plain(inner));

/** Reads the body of a `CreateInvalidation`: items that begin with `#` are tags. */
export const invalidationOf = (xml: string): Invalidation => {
  const items = textsOf(xml, 'Path');
  return {
    reference: textsOf(xml, 'CallerReference')[0] ?? '',
    tags: items.filter((item) => item.startsWith('#')).map((item) => item.slice(1)),
    paths: items.filter((item) => !item.startsWith('#')),
  };
};

/**
 * Makes a server that stands for two of AWS's, as far as functions call them about the edge: it names the distribution
 * (Systems Manager, `GetParameter`) and has it forget objects (CloudFront, `CreateInvalidation`; the same reference once).
 * @param parameter under which the distribution's id is found
 */
export const createEdgeControl = (parameter: string, purge: Cache['purge']): Server => {
  const done = new Map<string, string>();
  const invalidate = (xml: string): string => {
    const { reference, ...what } = invalidationOf(xml);
    const id = done.get(reference) ?? `I${done.size + 1}`;
    if (!done.has(reference)) purge(what);
    done.set(reference, id);
    return id;
  };
  return createServer(async (request, response) => {
    const body = await text(request);
    if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter') return sendParameter(response, body, parameter);
    if (!isInvalidation(request)) return void response.writeHead(404).end();
    const id = invalidate(body);
    response.writeHead(201, { 'content-type': 'text/xml' });
    response.end(
      `<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>${id}</Id><Status>Completed</Status></Invalidation>`,
    );
  });
};

const isInvalidation = ({ method, url }: IncomingMessage): boolean =>
  method === 'POST' && url === `/2020-05-31/distribution/${DISTRIBUTION}/invalidation`;

const sendParameter = (response: ServerResponse, body: string, parameter: string): void => {
  const isKnown = (JSON.parse(body) as { Name?: unknown }).Name === parameter;
  response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(
    JSON.stringify(isKnown ? { Parameter: { Name: parameter, Value: DISTRIBUTION } } : { __type: 'ParameterNotFound' }),
  );
};
