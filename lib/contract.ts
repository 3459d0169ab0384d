import * as z from 'zod/mini';
import type { RefusalKind } from './problem.ts';
import {
  AnswerTooLarge, Forbidden, IdempotencyInProgress, IdempotencyKeyReused, Internal, InvalidRequest, MalformedForm,
  MalformedJson, NotFound, PreconditionFailed, TooLarge, TooManyRequests, TryAgain, Unauthenticated, UnsupportedMediaType,
} from './refusals.ts'; // biome-ignore format: a list
import { findIllFormed, line, severalLines } from './text.ts';

/** A schema, of any kind. */
export type Schema = z.ZodMiniType;

/** Headers (in lower case) or path parameters, as API Gateway hands them over. */
export type Named = Readonly<Record<string, string | undefined>>;

/** Who may call: established by lib/identity.ts, stated in every contract. */
export type Access = 'public' | 'holder' | 'owner' | 'customer' | `staff:${string}` | 'admin' | 'provider';

/**
 * What a route promises, as a value: the gateway, the OpenAPI document, the access suite and the handler's types all
 * read this one. `path` is below `/api/v1`.
 */
export interface Contract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Group and method in a generated client, `carts.checkout`; of staff's routes below `admin`. Never renamed. */
  readonly call?: string;
  readonly access: Access;
  /** Of access `owner`: the kind of object whose token is sent, in `X-<Object>-Token`; the path's `{id}` is its id. */
  readonly object?: string;
  /** One sentence for the reader of the documentation, and what else a caller should know. */
  readonly summary: string;
  readonly description?: string;
  /** The form of path parameters; another form is a 404, before any read. One without is any text up to 200, as `{path+}` 2,000. */
  readonly params?: Readonly<Record<string, RegExp>>;
  /** Query parameters: a strict object of texts (coerced by the schema); unknown ones are refused. */
  readonly query?: Schema;
  /** A strict object; or `'raw'` for bytes that are verified before they are parsed; or a media type a browser form sends. */
  readonly body?: Schema | 'raw' | 'form';
  /** Largest body in bytes, 65,536 unless told. */
  readonly maxBytes?: number;
  /** The answer by status: a schema that it is parsed with, `null` for none, or a media type for text. */
  readonly returns: Readonly<Record<number, Schema | null | `${string}/${string}`>>;
  /** Honours `Idempotency-Key`: wrap the handler's function in `idempotent()`. */
  readonly idempotent?: true;
  /**
   * Requests per window: of a caller who is known, else of the path's `{id}` if it says so, else of the viewer's network;
   * `by-handler` where the use case counts. See lib/limit.ts.
   */
  readonly limit?: { readonly requests: number; readonly seconds: number; readonly by?: 'id' } | 'by-handler';
  /** Its answers show a secret (a key, a token): they are never compressed. Those of access `holder` never are either. */
  readonly secret?: true;
  /** What the use case refuses, beside what follows from the contract (`refusalsOf`); another code fails the tests. */
  readonly refuses?: readonly RefusalKind[];
  /** Left out of the OpenAPI document (pages for people, `$default`). */
  readonly hidden?: true;
}

/** Lists every refusal that a route may answer with: what follows from its contract, and what its use case refuses. */
export const refusalsOf = ({ access, body, ...contract }: Contract): RefusalKind[] => {
  const { method, path, query, idempotent, returns, refuses = [] } = contract;
  const isGuarded = access !== 'public' && access !== 'holder' && access !== 'provider';
  const isObject = typeof body === 'object';
  return [
    ...(query || isObject || idempotent ? [InvalidRequest] : []),
    ...(isObject ? [MalformedJson, UnsupportedMediaType] : []),
    ...(body === 'form' ? [MalformedForm] : []),
    ...(body ? [TooLarge] : []),
    ...(isGuarded ? [Unauthenticated] : []),
    ...(isGuarded && access !== 'owner' ? [Forbidden] : []),
    ...(path.includes('{') ? [NotFound] : []),
    ...(idempotent ? [IdempotencyInProgress, IdempotencyKeyReused] : []),
    ...(method === 'PUT' || method === 'PATCH' || method === 'DELETE' ? [PreconditionFailed] : []),
    ...(method === 'GET' && returns[200] ? [AnswerTooLarge] : []),
    ...[TooManyRequests, Internal, TryAgain, ...refuses],
  ];
};

/** Names in `{braces}` of a path. */
type Names<P extends string> = P extends `${string}{${infer N}}${infer R}` ? N | Names<R> : never;
type Bare<N extends string> = N extends `${infer Name}+` ? Name : N;
export type Params<C extends Contract> = { readonly [K in Names<C['path']> as Bare<K>]: string };
export type Query<C extends Contract> = C['query'] extends Schema ? z.output<C['query']> : Record<string, never>;
export type Body<C extends Contract> = C['body'] extends Schema
  ? z.output<C['body']>
  : C['body'] extends 'form'
    ? Readonly<Record<string, string>>
    : undefined;

const types: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list',
  object: 'an object', record: 'an object', null: 'null',
}; // biome-ignore format: a table
const formats: Readonly<Record<string, string>> = {
  datetime: 'a time with its zone, like 2026-11-27T20:00:00Z',
  date: 'a day like 2026-11-27',
  url: 'an address like https://example.com/page',
};
const counted: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** Says what to do about a fault. The library's locales weigh 4 KB a bundle; these sentences are what our schemas say. */
const describe = (issue: z.core.$ZodIssue): string => {
  const choices = 'values' in issue ? issue.values : 'options' in issue ? (issue.options as unknown[]) : undefined;
  const oneOf = choices && `${choices.length > 1 ? 'one of ' : ''}${choices.map(String).join(', ')}`;
  const isMissing = issue.code === 'invalid_union' ? unset(issue) : issue.input === undefined;
  if (issue.message && issue.message !== 'Invalid input') return issue.message;
  if (isMissing && issue.code.startsWith('invalid_')) return oneOf ? `is missing: it is ${oneOf}` : 'is missing';
  if (oneOf) return `must be ${oneOf}`;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${types[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.slice(0, 5).join(', ')}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin in counted) return 'must not be empty';
      return `must ${issue.origin in counted ? 'have' : 'be'} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${counted[issue.origin] ?? ''}`;
    case 'too_big':
      return `must ${issue.origin in counted ? 'have' : 'be'} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${counted[issue.origin] ?? ''}`;
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? `of the form ${issue.format}`}`;
    case 'invalid_key':
      return `is a name that cannot be${issue.issues[0] ? `: it ${describe(issue.issues[0])}` : ''}`;
    default:
      return 'is not valid';
  }
};

/** Answers whether the field is absent that says which kind of object it is. */
const unset = ({ input, discriminator }: z.core.$ZodIssueInvalidUnion): boolean =>
  input === undefined ||
  (discriminator !== undefined && (input as Readonly<Record<string, unknown>> | null)?.[discriminator] === undefined);

/** Parses input or refuses with 400 and each place that is wrong, with what is wrong first there. */
export const parseInput = <S extends Schema>(schema: S, input: unknown, root = ''): z.output<S> => {
  const result = z.safeParse(schema, input, { reportInput: true });
  const illFormed = result.success ? findIllFormed(result.data) : undefined;
  if (result.success && !illFormed) return result.data;
  const faults = result.success
    ? [{ path: illFormed ?? [], message: 'must be well-formed Unicode text' }]
    : result.error.issues.map((issue) => ({ path: issue.path, message: describe(issue) }));
  const places = Map.groupBy(faults, ({ path }) => [root, ...path.map(String)].filter(Boolean).join('.'));
  const errors = Array.from(places, ([path, [first]]) => ({ path, message: first?.message ?? '' })).slice(0, 20);
  const where = errors[0] ? `${errors[0].path || 'body'} ${errors[0].message}` : 'it is not valid';
  throw new InvalidRequest(`The request is not valid: ${where}.`, { errors });
};

/** Query parameters of every list. */
export const pageQuery = {
  limit: z
    ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 20)
    .check(z.describe('Items of a page at most.')),
  cursor: z.optional(line(1000, 0)).check(z.describe('Where to go on: the `nextCursor` of a page.')),
};

/** A day of the calendar. */
export const Day = z.iso.date('must be a day like 2026-11-27');

/** A page of a list: items and where to go on, or null at the end. */
export const pageOf = <S extends Schema>(item: S) =>
  z.object({
    items: z.array(item).check(z.describe('The items of this page.')),
    nextCursor: z.nullable(z.string()).check(z.describe('Where to go on; null at the end.')),
  });

/** Free data of the integrator: at most 20 keys of 500 characters. */
export const Metadata = z
  .record(z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,40}$/)), z.string().check(z.maxLength(500), severalLines))
  .check(z.refine((value) => Object.keys(value).length <= 20, 'must have at most 20 keys'));
