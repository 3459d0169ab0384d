import * as z from 'zod/mini';
import type { Flip } from '#lib/lifetime.ts';

/**
 * When a product is shown and sold: from its beginning (none: always before its end) until just before its end (none: for
 * good). It is computed when it is read; nothing is written at a flip. ISO 8601 in UTC, so that texts compare as times do.
 */
export interface Visibility {
  readonly visibleFrom?: string | null | undefined;
  readonly visibleUntil?: string | null | undefined;
}

/** Characters of a moment as it is stored. */
const FORM = '2026-01-01T00:00:00.000Z'.length;
/** A moment as a caller states it; one that leaves the years of four digits in UTC would not compare. */
export const Moment = z.iso.datetime({ offset: true }).check(
  z.refine((time) => {
    const date = new Date(time);
    return Number.isNaN(date.getTime()) || date.toISOString().length === FORM;
  }, 'must lie in the years 0 to 9999 in UTC'),
);

/** Takes a moment that a caller states as it is stored; what is no text stays. */
export const inUtc = <T extends null | undefined>(time: string | T): string | T =>
  typeof time === 'string' ? new Date(time).toISOString() : time;

/** Answers whether a product is shown at a moment (ISO 8601 in UTC). */
export const isVisible = ({ visibleFrom, visibleUntil }: Visibility, at: string): boolean =>
  (visibleFrom ?? '') <= at && (!visibleUntil || at < visibleUntil);

/** Lists the moments after one (ISO 8601 in UTC) at which a product appears or goes. */
export const visibilityFlips = ({ visibleFrom, visibleUntil }: Visibility, after: string): Flip[] => [
  ...(visibleFrom && visibleFrom > after ? [{ at: visibleFrom, takesAway: false }] : []),
  ...(visibleUntil && visibleUntil > after ? [{ at: visibleUntil, takesAway: true }] : []),
];

/** Picks what is stored of it beside other things: what is not limited is left out. */
export const storedVisibility = ({ visibleFrom, visibleUntil }: Visibility) => ({
  ...(visibleFrom ? { visibleFrom } : {}),
  ...(visibleUntil ? { visibleUntil } : {}),
});
