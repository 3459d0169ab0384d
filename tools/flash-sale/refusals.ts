import { type LedgerTicket, type Observed, placedIn, type Request, refusalsIn, spanOf } from './observed.ts';

/**
 * Was everybody who was told "sold out" told the truth? A refusal is right if there was a moment, between its request and
 * its answer, at which no unit was unheld. Nobody outside sees that moment; but two lower bounds of what was held can be
 * drawn, and where one of them reaches all units the refusal is proved. What is proved by neither counts as false.
 *
 * **By answers alone.** Stock is held before an order is answered, and no order gives a unit back within the sale (a hold
 * lasts longer, and everybody pays). So at least as many units were held when a refusal arrived as orders had been
 * answered by then. Around the moment of selling out this is too low: the last units are held by orders whose answers are
 * still on their way, and a double click holds a second unit until its loser gives it back.
 *
 * **By the ledger.** Every take is a ticket, and the tickets of a shard tile its counter in the order of the takes. A
 * ticket is put after its take: so its units were off the shelf from its `at` on at the latest, or from the `at` of any
 * later ticket of this shard, if that one was put sooner. A sold ticket's units stay off. Those of a void ticket (the loser
 * of a double click, or a gap that the sweeper closed) are off the shelf until a credit brings them back, which is dated
 * before it is counted in. Units on their way between shards are counted as unheld, although nobody can have them: the
 * bound stays below the truth.
 *
 * The ledger is the product's own book. What ties it to the world outside is checked beside this: every paid order has
 * exactly one ticket, whose time lies between that buyer's first request and last answer (`ledger-told` in the verdict),
 * and the audit of `npm run reconcile` finds that tickets tile. Clocks are read in whole milliseconds, so "before" is
 * taken strictly.
 */
export const judgeRefusals = ({
  units,
  visits,
  ledger,
}: Pick<Observed, 'units' | 'visits' | 'ledger'>): { byAnswers: number; byLedger: number; unproved: Request[] } => {
  const allAnswered = answeredOrders(visits).toSorted((a, b) => a - b)[units - 1] ?? Number.POSITIVE_INFINITY;
  const steps = heldSteps(ledger);
  const result = { byAnswers: 0, byLedger: 0, unproved: [] as Request[] };
  for (const refusal of refusalsIn(visits)) {
    if (allAnswered < refusal.end) result.byAnswers += 1;
    else if (mostHeld(steps, refusal) >= units) result.byLedger += 1;
    else result.unproved.push(refusal);
  }
  return result;
};

/** When each order was first answered. */
const answeredOrders = (visits: Observed['visits']): number[] =>
  visits.flatMap((visit) => placedIn(visit).map(({ end }) => end));

/** So many units at least were held from this moment until the next step. */
interface Step {
  readonly at: number;
  readonly held: number;
}

const sold = new Set(['held', 'claimed', 'shipped']);

/** How many units were held at least, over time. */
const heldSteps = (ledger: readonly LedgerTicket[]): Step[] => {
  const changes: { at: number; by: number }[] = [];
  const earliest = new Map<number, number>();
  for (const ticket of ledger.toSorted((a, b) => b.from - a.from)) {
    const taken = Math.min(ticket.at, earliest.get(ticket.shard) ?? Number.POSITIVE_INFINITY);
    earliest.set(ticket.shard, taken);
    const { quantity, state, back } = ticket;
    if (sold.has(state) || state === 'void') changes.push({ at: taken, by: quantity });
    if (state === 'void' && back !== null) changes.push({ at: Math.max(taken, back), by: -quantity });
  }
  let held = 0;
  // Of one millisecond, what came back is counted first.
  return changes
    .toSorted((a, b) => a.at - b.at || a.by - b.by)
    .map(({ at, by }) => {
      held += by;
      return { at, held };
    });
};

/** The most that was held for sure at any moment from a request's start until before its answer. */
const mostHeld = (steps: readonly Step[], { start, end }: Pick<Request, 'start' | 'end'>): number => {
  let before = 0;
  let most = 0;
  for (const { at, held } of steps) {
    if (at >= end) break;
    if (at <= start) before = held;
    else most = Math.max(most, held);
  }
  return Math.max(before, most);
};

/** Sold tickets whose time lies outside the visit that they were sold to: their evidence would be worth nothing. */
export const misdated = ({ visits, ledger }: Pick<Observed, 'visits' | 'ledger'>): number => {
  const visitOf = new Map(visits.flatMap((visit) => visit.orders.map((order) => [order, spanOf(visit)] as const)));
  return ledger.filter(({ order, at, state }) => {
    const span = order === null ? undefined : visitOf.get(order);
    return sold.has(state) && span !== undefined && (at < span.start || at > span.end);
  }).length;
};
