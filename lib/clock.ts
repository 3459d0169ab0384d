/**
 * The only place that reads the clock (a lint test forbids `new Date()` and `Date.now()` elsewhere):
 * a warm function keeps its modules for hours, and a time read at import would be yesterday's.
 */

/** Milliseconds since 1970, now. */
export const nowMs = (): number => Date.now();

/** ISO 8601 in UTC with milliseconds: the form of every stored and answered time. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Milliseconds since 1970 of an ISO 8601 time. */
export const msOf = (iso: string): number => Date.parse(iso);

/** Whole seconds since 1970, as DynamoDB's TTL wants them. */
export const epochSeconds = (ms: number): number => Math.floor(ms / 1000);

/** The calendar day `YYYY-MM-DD` of a moment in an IANA time zone. */
export const dayIn = (timeZone: string, ms: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(ms),
  );

/** Resolves after `ms` milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
