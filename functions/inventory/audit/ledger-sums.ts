import * as z from 'zod/mini';
import { hash32 } from '#lib/hash.ts';
import type { Credit } from '../counters/stock.ts';
import { type KeptTicket, ticketId } from '../ledger/ticket.ts';

/** Units by where they came from: the opening balance, ended tickets, staff, a raised limit, returns and refunds. */
const Origins = z.object({
  opening: z.int(),
  returned: z.int(),
  adjusted: z.int(),
  raised: z.int(),
  restocked: z.int(),
});
/** Units of final tickets by their state. */
const States = z.object({ shipped: z.int(), released: z.int(), void: z.int(), moved: z.int(), adjusted: z.int() });

/**
 * The sums of one shard's settled ledger: its credits 1 to `through`, all counted in, and its tickets over the units
 * `[0, below)`, all final. Neither ever changes again. The two fingerprints are sums of hashes of ticket and units, modulo
 * 2^32: they are equal, over all shards of a thing, only if the tickets that ended are those that came back.
 */
export const LedgerSums = z.object({
  /** The last credit that is in the sums. */
  through: z.int(),
  /** Units by the credits’ own count. */
  credited: z.int(),
  /** Units by the parts of the credits. */
  origins: Origins,
  cameBack: z.int(),
  /** The first unit whose ticket is not in the sums. */
  below: z.int(),
  states: States,
  ended: z.int(),
});
export type LedgerSums = z.infer<typeof LedgerSums>;

export const noSums: LedgerSums = {
  through: 0,
  credited: 0,
  origins: { opening: 0, returned: 0, adjusted: 0, raised: 0, restocked: 0 },
  cameBack: 0,
  below: 0,
  states: { shipped: 0, released: 0, void: 0, moved: 0, adjusted: 0 },
  ended: 0,
};

/** Names the origin of a part of a credit by its id. */
export const originOf = (id: string): keyof LedgerSums['origins'] => {
  if (id === 'opening') return 'opening';
  if (id.startsWith('ticket-')) return 'returned';
  if (id.startsWith('adj_')) return 'adjusted';
  return id.startsWith('limit-') ? 'raised' : 'restocked';
};

/** Tells whether the units of a ticket in this state come back as a credit. */
export const isReturning = (state: KeptTicket['state']): boolean =>
  state === 'void' || state === 'released' || state === 'moved';

/** Hashes the units of one ended ticket, or of one part of a credit, to 32 bits. */
export const unitsHash = (id: string, q: number): number => hash32(`${id}#${q}`);
/** Adds two fingerprints, modulo 2^32. */
export const plus = (a: number, b: number): number => (a + b) >>> 0;

/** Adds the next credit, number `through + 1`. */
export const withCredit = (sums: LedgerSums, { k, q, parts }: Credit): LedgerSums => {
  const origins = { ...sums.origins };
  let { cameBack } = sums;
  for (const part of parts) {
    const origin = originOf(part.id);
    origins[origin] += part.q;
    if (origin === 'returned') cameBack = plus(cameBack, unitsHash(part.id, part.q));
  }
  return { ...sums, through: k, credited: sums.credited + q, origins, cameBack };
};

/** Adds the next ticket, which begins at `below`. @throws Error when its state is not final */
export const withTicket = (sums: LedgerSums, shard: number, { from, q, state }: KeptTicket): LedgerSums => {
  if (state === 'held' || state === 'claimed') throw new Error(`ledger sums: ticket ${shard}-${from} is ${state}`);
  const states = { ...sums.states, [state]: sums.states[state] + q };
  const ended = isReturning(state) ? plus(sums.ended, unitsHash(ticketId({ shard, from }), q)) : sums.ended;
  return { ...sums, below: from + q, states, ended };
};
