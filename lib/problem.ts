import type * as z from 'zod/mini';

/** Members that a refusal has beside the standard ones, each with its schema. */
export type ProblemFields = Readonly<Record<string, z.ZodMiniType>>;
type Extra<F extends ProblemFields> = z.output<z.ZodMiniObject<F>>;
type IsOptional<F extends ProblemFields> = [keyof F] extends [never] ? true : object extends Extra<F> ? true : false;
type Headers = Readonly<Record<string, string>>;

/** A kind of refusal: what a contract lists (`refuses`) and the API's document shows. */
export interface RefusalKind {
  /** The machine's word for it, constant: `out-of-stock`. */
  readonly code: string;
  readonly status: number;
  /** A sentence that is true of every refusal of this kind; what a client reads unless there is more to say. */
  readonly meaning: string;
  /** Members beside the standard ones; only the API's document asks for their schemas. */
  readonly fields?: (() => ProblemFields) | undefined;
}

/** A kind that can be thrown: `throw new OutOfStock('Two are left.', { sku, requested, available })`. */
type Throwable<C extends string, F extends ProblemFields> = RefusalKind & { readonly code: C } & (new (
    detail?: string,
    ...more: IsOptional<F> extends true ? [extra?: Extra<F>, headers?: Headers] : [extra: Extra<F>, headers?: Headers]
  ) => Refusal);

/**
 * The one type of error that is a refusal and not a bug: it carries what RFC 9457 wants to say and what a client
 * may act on. Anything else that is thrown becomes a bare 500.
 */
export abstract class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  /** Members beside the standard ones (`sku`, `available`, `cart` …). */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Headers;

  constructor({ status, code, meaning }: RefusalKind, detail = meaning, extra: object = {}, headers: Headers = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extra = extra as Record<string, unknown>;
    this.headers = headers;
  }
}

/**
 * Defines a kind of refusal, once for each code: modules that refuse the same thing import the same kind.
 * @param fields schemas of further members, made when they are asked for
 */
export const defineRefusal = <const C extends string, const F extends ProblemFields = Record<never, never>>(
  code: C,
  status: number,
  meaning: string,
  fields?: () => F,
): Throwable<C, F> => {
  const kind: RefusalKind = { code, status, meaning, fields };
  class Kind extends Refusal {
    constructor(detail?: string, extra?: object, headers?: Headers) {
      super(kind, detail, extra, headers);
    }
  }
  return Object.assign(Kind, kind) as unknown as Throwable<C, F>;
};

const titles: Record<number, string> = {
  400: 'Bad request', 401: 'Not authenticated', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed',
  409: 'Conflict', 412: 'Precondition failed', 413: 'Too large', 415: 'Unsupported media type', 422: 'Unprocessable',
  428: 'Precondition required', 429: 'Too many requests', 431: 'Headers too large', 500: 'Internal error', 503: 'Overloaded',
}; // biome-ignore format: a table

/** The body of a refusal, RFC 9457. `type` is a stable reference that needs no web page to be useful. */
export const problemBody = (error: Refusal, requestId: string): Record<string, unknown> => ({
  type: `urn:floodgate:problem:${error.code}`,
  title: titles[error.status] ?? 'Error',
  status: error.status,
  code: error.code,
  detail: error.message,
  requestId,
  ...error.extra,
});
