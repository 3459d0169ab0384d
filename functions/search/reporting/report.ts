import * as z from 'zod/mini';
import { readAskedDays } from './asked-table.ts';
import { dayBefore, sumOf } from './roll-up-queries.ts';

/** Queries of a list at most. */
const MOST_LISTED = 100;

const Query = z.object({
  q: z.string().check(z.describe('What was asked for, in lower case.')),
  asked: z.int().check(z.describe('How often, as far as it reached the origin: what caches answered is not counted.')),
});

/** What was searched for in some days. Only queries that ten viewers' addresses asked for on one day are named. */
export const SearchReport = z.object({
  from: z.string().check(z.describe('The first day, in UTC.')),
  until: z.string().check(z.describe('The last day.')),
  asked: z.int().check(z.describe('All queries that were counted.')),
  others: z.int().check(z.describe('Those of them that too few asked for to be named.')),
  queries: z.array(Query).check(z.describe('What was asked for most and found something, at most 100.')),
  withoutResults: z.array(Query).check(z.describe('What was asked for most and found nothing, at most 100.')),
});

/** Reports the last days, today with them. @param now milliseconds since 1970 */
export const readReport = async (days: number, now: number): Promise<z.infer<typeof SearchReport>> => {
  const [from, until] = [dayBefore(now, days - 1), dayBefore(now, 0)];
  const { known, asked, others } = sumOf(await readAskedDays(from, until));
  const listed = (some: typeof known) => some.slice(0, MOST_LISTED).map(({ q, asked: times }) => ({ q, asked: times }));
  return {
    from,
    until,
    asked,
    others,
    queries: listed(known.filter(({ found }) => found > 0)),
    withoutResults: listed(known.filter(({ found }) => found === 0)),
  };
};
