import { type Observed, placedIn, type Request, refusalsIn } from './observed.ts';

/**
 * Was everybody who was told "sold out" told the truth? A refusal is right if there was a moment, between its request and
 * its answer, at which no unit was unheld. What is not proved in one of two ways counts as false.
 *
 * **By answers alone.** Stock is held before an order is answered, and no order gives a unit back within the sale (a hold
 * lasts longer, and everybody pays). So when as many orders had been answered as there are units, all were held, and
 * every refusal after that was right.
 *
 * **By a look.** Around the moment of selling out that is too late: the last units are held by orders whose answers are
 * still on their way, or by the second press of a double click, which is about to give its unit back. There the tool's
 * own looks decide: it reads all counters at once, straight from the engine, some dozens of times a second. A look that
 * found nothing, and that began after the request and ended before its answer, proves the refusal. Clocks are read in
 * whole milliseconds, so "before" and "after" are taken strictly.
 */
export const judgeRefusals = ({
  units,
  visits,
  looks,
}: Pick<Observed, 'units' | 'visits' | 'looks'>): { byAnswers: number; byLooks: number; unproved: Request[] } => {
  const allAnswered = answeredOrders(visits).toSorted((a, b) => a - b)[units - 1] ?? Number.POSITIVE_INFINITY;
  const empty = looks.filter(({ unheld }) => unheld <= 0);
  const result = { byAnswers: 0, byLooks: 0, unproved: [] as Request[] };
  for (const refusal of refusalsIn(visits)) {
    if (allAnswered < refusal.end) result.byAnswers += 1;
    else if (empty.some(({ start, end }) => start > refusal.start && end < refusal.end)) result.byLooks += 1;
    else result.unproved.push(refusal);
  }
  return result;
};

/** When each order was first answered. */
const answeredOrders = (visits: Observed['visits']): number[] =>
  visits.flatMap((visit) => placedIn(visit).map(({ end }) => end));
