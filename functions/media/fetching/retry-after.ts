import { msOf, nowMs } from '#lib/clock.ts';

/** Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date; milliseconds from now, undefined for none that is one. */
export const retryAfterOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(text.trim()) ? 1000 * Number(text) : msOf(text) - nowMs();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};
