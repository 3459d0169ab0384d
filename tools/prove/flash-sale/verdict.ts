import { type Observed, refusalsIn } from './observed.ts';
import { judgeRefusals } from './refusals.ts';

/** One thing that has to be so, what was found, and what it had to be. */
export interface Claim {
  readonly name: string;
  readonly sentence: string;
  readonly found: number;
  readonly wanted: number;
  readonly holds: boolean;
}
export interface Verdict {
  readonly passed: boolean;
  readonly claims: readonly Claim[];
  readonly sold: number;
  readonly refused: number;
  /** How the refusals were proved right. */
  readonly provedByAnswers: number;
  readonly provedByLooks: number;
}

const soldStates = new Set(['held', 'claimed', 'shipped']);

/** Whether a sale kept every promise, from what was seen of it. Pure: the same observation, the same verdict. */
export const judge = (seen: Observed): Verdict => {
  const { units, visits, others, ledger, stock, mails } = seen;
  const paid = visits.filter(({ outcome }) => outcome === 'paid');
  const sold = new Set(paid.flatMap(({ orders }) => orders)).size;
  const told = new Set(visits.flatMap(({ orders }) => orders));
  const tickets = ledger.filter(({ state }) => soldStates.has(state));
  const inLedger = tickets.reduce((sum, { quantity }) => sum + quantity, 0);
  const { byAnswers, byLooks, unproved } = judgeRefusals(seen);
  const during = others.filter(({ requests }) =>
    requests.some(({ start }) => start >= seen.opened && start <= seen.ended),
  );
  const claims = [
    claim('sold', 'units were sold and paid', sold, Math.min(units, visits.length)),
    claim('oversold', 'units were sold that were not there', Math.max(sold, inLedger, stock.committed) - units, 0, '≤'),
    claim('stranded', 'units are neither sold nor for sale', units - stock.committed - stock.available, 0),
    claim('false-refusals', 'refusals are not proved right', unproved.length, 0),
    claim('unanswered', 'buyers were left without an order or a refusal', unanswered(visits), 0),
    claim('second-orders', 'buyers have more than one order', visits.filter(({ orders }) => orders.length > 1).length, 0),
    claim('untold', 'orders hold units that no buyer was told of', tickets.filter(({ order }) => !told.has(order ?? '')).length, 0),
    claim('without-ticket', 'paid orders have not exactly one unit in the ledger', withoutUnit(paid, tickets), 0),
    claim('books', 'audits of the stock found a difference', seen.books.clean ? 0 : 1, 0),
    claim('mails', 'paid orders have not exactly one e-mail', withoutMail(paid, mails), 0),
    claim('dead-letters', `messages were given up${givenUp(seen)}`, seen.deadLetters.reduce((sum, { messages }) => sum + messages, 0), 0),
    claim('others-failed', 'purchases of other products failed', others.filter(({ outcome }) => outcome !== 'paid').length, 0),
    claim('others-sold', 'other products were sold during the sale', during.filter(({ outcome }) => outcome === 'paid').length, 1, '≥'),
  ]; // biome-ignore format: a table
  return {
    passed: claims.every(({ holds }) => holds),
    claims,
    sold,
    refused: refusalsIn(visits).length,
    provedByAnswers: byAnswers,
    provedByLooks: byLooks,
  };
};

const claim = (name: string, sentence: string, found: number, wanted: number, how: '=' | '≤' | '≥' = '='): Claim => {
  const value = how === '≤' ? Math.max(wanted, found) : found;
  return { name, sentence, found: value, wanted, holds: how === '≥' ? value >= wanted : value === wanted };
};

/** Of which queues, and what the first of them says. */
const givenUp = ({ deadLetters }: Observed): string =>
  deadLetters.map(({ queue, messages, sample }) => `; ${messages} of ${queue}, like ${sample}`).join('');

const unanswered = (visits: Observed['visits']): number =>
  visits.filter(({ outcome }) => outcome === 'unanswered').length;

const withoutUnit = (paid: Observed['visits'], tickets: Observed['ledger']): number => {
  const unitsOf = new Map<string | null, number>();
  for (const { order, quantity } of tickets) unitsOf.set(order, (unitsOf.get(order) ?? 0) + quantity);
  return paid.flatMap(({ orders }) => orders).filter((order) => unitsOf.get(order) !== 1).length;
};

const withoutMail = (paid: Observed['visits'], mails: Observed['mails']): number => {
  const mailed = Map.groupBy(mails, ({ order }) => order);
  return paid.flatMap(({ orders }) => orders).filter((order) => mailed.get(order)?.length !== 1).length;
};
