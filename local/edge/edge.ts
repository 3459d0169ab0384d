import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { type Behaviour, type Edge, matchesPattern, type Origin } from '../../stack/edge.ts';
import { type Answer, ownAnswer, passedOn, writeAnswer } from './answer.ts';
import { fetchWhole, send } from './ask-origin.ts';
import { type Cache, createCache } from './cache.ts';
import { encodingOf, namedQuery } from './cache-key.ts';

const MEMORY_BYTES = 64 * 1024 * 1024;
const MAX_HEADER_BYTES = 20_480;
const SECOND = 1000;

/** Where the edge's origins are in this run. */
export interface Around {
  /** `http://…` of the API, or of another edge. */
  readonly api: string;
  /** Gets a file out of media's bucket. */
  readonly file: (path: string) => Promise<Answer>;
  /** What the edge proves by that it is one. */
  readonly secret: string;
  /** Origins are waited for so many times as long as on AWS: a laptop under load is slow. */
  readonly longer: number;
}

/** A server that stands before the API as CloudFront does, and its cache. */
export interface LocalEdge {
  readonly server: Server;
  readonly purge: Cache['purge'];
}

const viewerOf = ({ socket }: IncomingMessage): string => socket.remoteAddress?.replace('::ffff:', '') ?? '127.0.0.1';

/** Whether a reader has this version already (weak comparison, RFC 9110 13.1.2). */
const isKnown = (asked: string | undefined, etag: string | undefined): boolean =>
  etag !== undefined &&
  (asked ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''));

/** A request, and what the edge does with it. */
interface Routed {
  readonly request: IncomingMessage;
  readonly origin: Origin;
  /** At the origin, and what follows `?`. */
  readonly path: string;
  readonly query: string;
  readonly behaviour: Behaviour;
}

/** Finds what the edge does with a request: by the first pattern that its path matches. */
const routed = (edge: Edge, request: IncomingMessage): Routed | undefined => {
  const [asked = '/', ...rest] = (request.url ?? '/').split('?');
  const behaviour = edge.behaviours.find(({ pattern }) => matchesPattern(pattern, asked));
  const origin = edge.origins.find(({ id }) => id === behaviour?.origin);
  if (!behaviour || !origin) return undefined;
  const path = origin.path + (asked === '/' ? `/${edge.rootObject}` : asked);
  const query = behaviour.cache ? namedQuery(rest.join('?'), behaviour.cache.query) : rest.join('?');
  return { request, origin, path, query, behaviour };
};

const notTaken = ownAnswer(403, 'Only GET and HEAD are answered here.');

/** Makes the edge of a local run out of the value that CloudFront's template is made of. */
export const createEdge = (edge: Edge, around: Around): LocalEdge => {
  const cache = createCache({ bytes: MEMORY_BYTES, errorSeconds: edge.errorSeconds });
  const addressOf = ({ timeoutSeconds }: Origin) => ({
    url: around.api,
    timeoutMs: timeoutSeconds * SECOND * around.longer,
  });
  const proved = (request: IncomingMessage) => ({
    [edge.secretHeader]: around.secret,
    [edge.viewerHeader]: viewerOf(request),
  });

  /** Passes a request through as it is. */
  const forward = async ({ request, origin, path, query, behaviour }: Routed, response: ServerResponse) => {
    const { host: _, ...headers } = passedOn(request.headers);
    const answer = await send(addressOf(origin), {
      method: request.method ?? 'GET',
      path: query === '' ? path : `${path}?${query}`,
      headers: { ...headers, ...proved(request) },
      body: request,
    });
    const cookies = answer.headers['set-cookie'];
    response.writeHead(answer.statusCode ?? 502, {
      ...passedOn(answer.headers),
      ...(cookies ? { 'set-cookie': cookies } : {}),
      ...behaviour.headers,
    });
    pipeline(answer, response, () => {});
  };

  /** Answers from the cache, or has it ask. */
  const cached = async ({ request, origin, path, query, behaviour }: Routed): Promise<Answer> => {
    const encoding = encodingOf(request.headers['accept-encoding']);
    const whole = query === '' ? path : `${path}?${query}`;
    const ask = (headers: Readonly<Record<string, string>>): Promise<Answer> => {
      if (origin.bucket !== null) return around.file(path);
      const encodings = encoding ? { 'accept-encoding': encoding } : {};
      return fetchWhole(addressOf(origin), {
        path: whole,
        headers: { ...headers, ...proved(request), ...encodings },
      });
    };
    const { how, ...answer } = await cache.answer({ key: `${origin.id} ${encoding} ${whole}`, path, ask });
    const known = answer.status === 200 && isKnown(request.headers['if-none-match'], answer.headers['etag']);
    const headers = { ...answer.headers, ...behaviour.headers, 'x-cache': `${how} from the local edge` };
    return { ...answer, status: known ? 304 : answer.status, headers };
  };

  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = routed(edge, request);
    if (found?.behaviour.cache === null) return forward(found, response);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    writeAnswer(response, found && isRead ? await cached(found) : notTaken);
  };

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 65_000 }, (request, response) => {
    answerTo(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else writeAnswer(response, ownAnswer(502, 'The origin did not answer.'));
    });
  });
  return { server, purge: cache.purge };
};
