import { isoTime, msOf } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { type AskedDay, dayWrite, type KnownQuery, readAskedDays, readGathered, totalWrite } from './asked-table.ts';
import { KNOWN_BY } from './note-query.ts';

/** Queries of a day, and of all days, that are kept: those that were asked most. */
const MOST_KNOWN = 2_000;
/** Days whose queries complete what is typed. */
const SUGGESTED_DAYS = 30;
/** Queries of a day that are counted at once; of more, those that come later are counted as others. */
const MOST_COUNTED = 200_000;

const mostAsked = (known: readonly KnownQuery[]): KnownQuery[] =>
  [...known].sort((a, b) => b.asked - a.asked || (a.q < b.q ? -1 : 1)).slice(0, MOST_KNOWN);

/** Adds up what the environments of a day gathered: what fewer than ten viewers asked for is counted, and not named. */
const dayOf = async (day: string): Promise<AskedDay> => {
  const sums = new Map<string, { asked: number; found: number; readonly viewers: Set<string> }>();
  let asked = 0;
  await readGathered(day, (one) => {
    asked += one.asked;
    const sum = sums.get(one.q) ?? { asked: 0, found: 0, viewers: new Set() };
    if (!sums.has(one.q) && sums.size < MOST_COUNTED) sums.set(one.q, sum);
    sum.asked += one.asked;
    sum.found = Math.max(sum.found, one.found);
    for (const viewer of one.viewers) if (sum.viewers.size < KNOWN_BY) sum.viewers.add(viewer);
  });
  const known = mostAsked(
    [...sums].flatMap(([q, sum]) => (sum.viewers.size < KNOWN_BY ? [] : [{ q, asked: sum.asked, found: sum.found }])),
  );
  return { known, asked, others: asked - known.reduce((sum, one) => sum + one.asked, 0) };
};

/** Adds days up. */
export const sumOf = (days: readonly AskedDay[]): AskedDay => {
  const sums = new Map<string, KnownQuery>();
  // The latest day says what a query finds.
  for (const { q, asked, found } of days.flatMap(({ known }) => known))
    sums.set(q, { q, asked: asked + (sums.get(q)?.asked ?? 0), found });
  return {
    known: mostAsked([...sums.values()]),
    asked: days.reduce((sum, { asked }) => sum + asked, 0),
    others: days.reduce((sum, { others }) => sum + others, 0),
  };
};

const DAY_MS = 86_400_000;
/** A day `YYYY-MM-DD` in UTC, so many days before a moment. */
export const dayBefore = (now: number, days: number): string => isoTime(now - days * DAY_MS).slice(0, 10);

/** Adds up today and yesterday, and what completes a typed query; a repeat stores the same. @param now milliseconds since 1970 */
export const rollUpQueries = async (now: number): Promise<void> => {
  for (const day of [dayBefore(now, 1), dayBefore(now, 0)]) await write(dayWrite(day, await dayOf(day)));
  const today = msOf(dayBefore(now, 0));
  const days = await readAskedDays(dayBefore(today, SUGGESTED_DAYS - 1), dayBefore(today, 0));
  await write(totalWrite(sumOf(days).known.filter(({ found }) => found > 0)));
};
