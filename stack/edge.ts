/**
 * What stands in front of the API and of media's bucket: which path goes where, what is cached under which key, and what
 * nobody may cache. CloudFormation (slice `edge`) and local/edge/ are made of this one value.
 */
import * as z from 'zod/mini';
import { type LoadedFunction, prefixOf, type Stack } from './model.ts';

/** Where a request goes that the cache cannot answer. */
export interface Origin {
  readonly id: 'api' | 'reading' | 'site' | 'media';
  /** The name of a bucket, which only the edge may read; null: the HTTP API. */
  readonly bucket: string | null;
  /** Stands before the path that was asked for. */
  readonly path: string;
  /** Seconds in which it must have begun to answer; it is asked once. */
  readonly timeoutSeconds: number;
}

/** What of a request tells one cached answer from another, beside its path and the encoding that it accepts. */
export interface CacheKey {
  /** Names of the query; all others are not passed on either, so that `utm_source` splits nothing. */
  readonly query: readonly string[];
}

/** What the edge does with the paths of a pattern; the first pattern that matches counts. */
export interface Behaviour {
  /** As CloudFront has it: `*` is any text, slashes too; case counts. `*` alone is the rest, and the last. */
  readonly pattern: string;
  readonly origin: Origin['id'];
  /** Null: nothing is cached, every method and all of a request go through. Else GET and HEAD, for as long as the answer says. */
  readonly cache: CacheKey | null;
  /** Headers that the edge puts on every answer, over the origin's. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Edge {
  readonly origins: readonly Origin[];
  readonly behaviours: readonly Behaviour[];
  /** What `/` is. */
  readonly rootObject: string;
  /** Header by which the API knows the edge, and the one that names the viewer's address, whatever a client sent in it. */
  readonly secretHeader: string;
  readonly viewerHeader: string;
  /** Header in which answers name what they show, to be purged by (CloudFront takes 50 of 256 characters). */
  readonly tagHeader: string;
  /** Seconds that an error is kept at least: more would hide what has just come behind its 404. */
  readonly errorSeconds: number;
}

/** An environment of a reading function waits up to two seconds for a flip; the rest is for its work. */
const READING_SECONDS = 4;
/** As long as API Gateway waits for a function. */
const API_SECONDS = 30;

const TLS_ONLY = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };
/** A file that somebody uploaded is a picture, whatever is in it. */
const AS_A_PICTURE = {
  ...TLS_ONLY,
  'access-control-allow-origin': '*',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
};

/** What of the site's addresses goes by a query: search with its filters, pages of lists, the section of a feed. */
const SITE_QUERY = ['cursor', 'filter', 'max', 'min', 'q', 'section', 'sort'];

/** The parameter in Systems Manager that holds the id of a stage's distribution: who purges it reads it there. */
export const distributionParameter = (stage: string): string => `/floodgate/${stage}/edge/distribution`;

/** The edge of a stack: names of queries are those of the contracts behind each pattern. */
export const edgeOf = ({
  stage,
  api: { basePath, cors },
  functions,
}: Pick<Stack, 'stage' | 'api' | 'functions'>): Edge => {
  // Cached answers are the same for all: an echoed `Origin` of one reader would be everybody's.
  const forAll = {
    ...TLS_ONLY,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': cors.exposed.join(','),
  };
  const never = (pattern: string): Behaviour => ({ pattern, origin: 'api', cache: null, headers: TLS_ONLY });
  const read = (pattern: string): Behaviour => ({
    pattern,
    origin: 'reading',
    cache: { query: queryBehind(functions, pattern) },
    headers: forAll,
  });
  return {
    origins: [
      { id: 'api', bucket: null, path: '', timeoutSeconds: API_SECONDS },
      { id: 'reading', bucket: null, path: '', timeoutSeconds: READING_SECONDS },
      { id: 'site', bucket: null, path: `${basePath}/site`, timeoutSeconds: READING_SECONDS },
      { id: 'media', bucket: `${prefixOf(stage)}media-files`, path: '', timeoutSeconds: API_SECONDS },
    ],
    behaviours: [
      { pattern: '/media/*', origin: 'media', cache: { query: [] }, headers: AS_A_PICTURE },
      never(`${basePath}/content/previews/*`),
      ...['content/*', 'products*', 'collections*', 'search*'].map((path) => read(`${basePath}/${path}`)),
      // Pages are at the root. Here each would be made anew, and wait for a flip: there is no page at these paths.
      { pattern: `${basePath}/site/*`, origin: 'site', cache: { query: [] }, headers: TLS_ONLY },
      never('/api/*'),
      { pattern: '/preview/*', origin: 'site', cache: null, headers: TLS_ONLY },
      { pattern: '*', origin: 'site', cache: { query: SITE_QUERY }, headers: TLS_ONLY },
    ],
    rootObject: 'home',
    secretHeader: 'x-origin-secret',
    viewerHeader: 'x-viewer-address',
    tagHeader: 'cache-tag',
    errorSeconds: 1,
  };
};

/** The paths that a pattern of CloudFront's matches. */
export const pathsOf = (pattern: string): RegExp => {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
};

/** Whether a pattern of CloudFront's matches a path. */
export const matchesPattern = (pattern: string, path: string): boolean => pathsOf(pattern).test(path);

/** Routes that a pattern reaches. A parameter of a route may be any text. */
export const routesBehind = (functions: readonly LoadedFunction[], pattern: string): LoadedFunction[] =>
  functions.filter(({ trigger }) => trigger.kind === 'http' && matchesPattern(pattern, trigger.path));

const queryBehind = (functions: readonly LoadedFunction[], pattern: string): string[] => {
  const names = routesBehind(functions, pattern).flatMap(({ exports }) => {
    const query = exports.contract?.query;
    return query === undefined ? [] : Object.keys(z.toJSONSchema(query, { io: 'input' }).properties ?? {});
  });
  return [...new Set(names)].sort();
};
