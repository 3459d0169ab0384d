import type { Books, OrderStory } from './books.ts';
import type { Ticket, TicketName } from './kept.ts';
import { differ, type Findings, onItsWay } from './laws.ts';
import { standingOf } from './order-laws.ts';

const nameOf = ({ what, shard, from }: Pick<TicketName, 'what' | 'shard' | 'from'>): string =>
  `${what}#${shard}#${from}`;

/** The state that an order asks of a ticket, and the one before, in which it still waits for its consumer. */
interface Asked {
  readonly named: TicketName;
  readonly states: readonly Ticket['state'][];
}
const SOLD = ['claimed', 'shipped'] as const;

/** What an order's facts ask of each ticket that they name. Those of before an expiry are others than those of after. */
const asked = (order: OrderStory): Asked[] => {
  const standing = standingOf(order);
  const bought = order.paid.flatMap(({ tickets }) => tickets);
  const names = new Set(bought.map(nameOf));
  const promised = order.placed.flatMap(({ tickets }) => tickets).filter((ticket) => !names.has(nameOf(ticket)));
  return [
    ...bought.map((named) => ({ named, states: SOLD })),
    ...promised.map((named) => ({
      named,
      states: standing === 'pending' ? (['held'] as const) : (['released'] as const),
    })),
  ];
};

const namesOf = (tickets: readonly TicketName[]): string =>
  tickets
    .map((named) => `${nameOf(named)} × ${named.quantity}`)
    .sort()
    .join(', ');

/** Every fact of an order names the same tickets; only money that came late buys others. */
const sameTickets = (id: string, { placed, paid, ended }: OrderStory, findings: Findings): void => {
  const [before, after] = [placed[0]?.tickets ?? [], paid[0]?.tickets];
  if (after && !ended.some((fact) => !fact.paid))
    differ(findings, 'ticket', `${id}: paid with`, namesOf(after), namesOf(before));
  for (const fact of ended)
    differ(findings, 'ticket', `${id}: ended with`, namesOf(fact.tickets), namesOf((fact.paid && after) || before));
};

/** Tickets and orders name each other: each ticket of an order is there and stands as the order does, and no other is in use. */
export const ticketLaws = (books: Books, findings: Findings): void => {
  const owners = new Map<string, string>();
  for (const [id, order] of books.orders) {
    for (const { named, states } of asked(order)) {
      const name = nameOf(named);
      const owner = owners.get(name);
      if (owner !== undefined) differ(findings, 'owner', `ticket ${name}`, `${owner} and ${id}`, 'one order');
      owners.set(name, id);
      const ticket = books.stock.get(named.what)?.shards.get(named.shard)?.tickets.get(named.from);
      stands(id, name, named, ticket, states, findings);
    }
    sameTickets(id, order, findings);
    gone(id, order, books, findings);
  }
  for (const [what, { shards }] of books.stock) {
    for (const [shard, { tickets }] of shards) {
      for (const [from, { state, ref = 'nobody' }] of tickets) {
        if (state === 'void' || state === 'moved' || state === 'adjusted') continue;
        const name = nameOf({ what, shard, from });
        if (!owners.has(name))
          differ(findings, 'owner', `ticket ${name}`, `${state} by ${ref}`, 'a fact of that order');
      }
    }
  }
};

const stands = (
  id: string,
  name: string,
  named: TicketName,
  ticket: Ticket | undefined,
  states: readonly Ticket['state'][],
  findings: Findings,
): void => {
  const at = `${id}: ticket ${name}`;
  if (!ticket) {
    differ(findings, 'ticket', at, 'none', states.join(' or '));
    return;
  }
  differ(findings, 'ticket', `${at} is of`, ticket.ref ?? 'nobody', id);
  differ(findings, 'ticket', `${at} units`, ticket.q, named.quantity);
  if (states.includes(ticket.state)) return;
  // The fact is on its way to who claims or releases.
  if (ticket.state === 'held') onItsWay(findings, 'stock to follow', `${at} is still held`);
  else differ(findings, 'ticket', at, ticket.state, states.join(' or '));
};

/** What was sent has left its tickets. Units that were called off leave them as well, so there may be more of those. */
const gone = (id: string, { fulfilled, paid }: OrderStory, books: Books, findings: Findings): void => {
  if (fulfilled.length === 0) return;
  const sent = new Map<string, number>();
  for (const { variantId, quantity } of fulfilled.flatMap(({ lines }) => lines))
    sent.set(variantId, (sent.get(variantId) ?? 0) + quantity);
  for (const [what, quantity] of sent) {
    let left = 0;
    for (const named of paid.flatMap(({ tickets }) => tickets)) {
      if (named.what === what)
        left += books.stock.get(what)?.shards.get(named.shard)?.tickets.get(named.from)?.shipped ?? 0;
    }
    if (quantity > left) differ(findings, 'shipped', `${id}: ${what}`, `${quantity} sent`, `at most ${left}`);
  }
};

/**
 * Units that a return brought back to the shelf: each line's as an entry of the ledger of its own.
 * @param restocks units by the thing and the entry's name
 */
export const returnLaws = ({ orders }: Books, restocks: ReadonlyMap<string, number>, findings: Findings): void => {
  for (const [id, { returned }] of orders) {
    for (const { returnId, lines } of returned) {
      for (const { lineId, variantId, quantity, restocked } of lines) {
        const entry = `${variantId} ${returnId}#${lineId}`;
        if (restocked) differ(findings, 'returned', `${id}: ${entry}`, restocks.get(entry) ?? 0, quantity);
      }
    }
  }
};

/** Whether an entry of the ledger that is named after a return, a refund or an order is explained by one of those. */
export const restockKnown = ({ orders, refunds }: Books): ((partId: string) => boolean) => {
  const returns = new Set<string>();
  for (const { returned } of orders.values())
    for (const { returnId, lines } of returned) for (const { lineId } of lines) returns.add(`${returnId}#${lineId}`);
  return (partId) => {
    const [source = ''] = partId.split('#');
    if (source.startsWith('ret_')) return returns.has(partId);
    if (source.startsWith('ord_')) return orders.get(source)?.ended.some(({ paid }) => paid) ?? false;
    return refunds.has(source);
  };
};
