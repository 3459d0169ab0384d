/**
 * The one type of error that is a refusal and not a bug: it carries what RFC 9457 wants to say and what a client
 * may act on. Anything else that is thrown becomes a bare 500.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** The machine's word for it, constant: `out-of-stock`. */
  readonly code: string;
  /** Members beside the standard ones (`sku`, `available`, `cart` …). */
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    detail: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }
}

/** A refusal to throw: HTTP status, machine code, a sentence for people, further members. */
export const refusal = (status: number, code: string, detail: string, extra?: Record<string, unknown>): Refusal =>
  new Refusal(status, code, detail, extra);

/** 404: the object is not there, or not the caller's. */
export const notFound = (what = 'object'): Refusal => new Refusal(404, 'not-found', `There is no such ${what}.`);

/** 412: somebody changed the object since the caller read it. */
export const stale = (detail = 'The object has changed since you read it.'): Refusal =>
  new Refusal(412, 'precondition-failed', detail);

/** 503 with `Retry-After` in seconds: nothing was done, trying again helps. */
export const busy = (detail: string, seconds = 1): Refusal =>
  new Refusal(503, 'try-again', detail, {}, { 'retry-after': String(seconds) });

/**
 * 503 for contention, a time-out or a fault of an engine. A call may have taken effect without its answer, so a write
 * says that its outcome is not known.
 */
export const tryAgain = (isWrite: boolean): Refusal =>
  busy(
    isWrite
      ? 'There is too much going on just now. The outcome of this request is not known; the same request may be sent again.'
      : 'There is too much going on just now; send the same request again.',
  );

const titles: Record<number, string> = {
  400: 'Bad request', 401: 'Not authenticated', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed',
  409: 'Conflict', 412: 'Precondition failed', 413: 'Too large', 415: 'Unsupported media type', 422: 'Unprocessable',
  429: 'Too many requests', 431: 'Headers too large', 500: 'Internal error', 503: 'Overloaded',
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

/** What a caller hears of a bug: nothing but the request's id, under which the log has the rest. */
export const internal = (): Refusal => new Refusal(500, 'internal', 'Something went wrong on our side.');
