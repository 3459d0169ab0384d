import { newId } from '#lib/id.ts';
import { Refusal } from '#lib/problem.ts';
import { isConflict, isTransient } from '#lib/retryable-error.ts';
import { ConditionFailed, get, putNew, tableOf, transact } from '#lib/table.ts';
import { adjustStock } from '../counters/adjust-stock.ts';
import { readShards } from '../counters/read-shards.ts';
import { reshard } from '../counters/reshard.ts';
import { forgetHints } from '../counters/shard-hints.ts';
import { moveOf } from '../counters/stock.ts';
import { type Faults, Killed, World } from '../fixtures/hostile.ts';
import { claimTickets } from '../ledger/claim-tickets.ts';
import { drainShards, spreadUnits } from '../ledger/move-units.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { giveBack, openStock, takeStock, ticketWrites } from '../public.ts';
import { auditStock } from './audit-stock.ts';
import { sweepShard } from './sweep-shard.ts';

/** For tests: one thing in some shards, sold to many while everything that can go wrong does. */
export interface Plan {
  /** Names the run's own thing, so that its calls are the same every time. */
  readonly name: string;
  readonly seed: number;
  readonly shards: number;
  readonly units: number;
  readonly buyers: number;
  readonly faults: Faults;
  /** Chaos of the house: moves, new shard counts, adjustments, sweeps in between. */
  readonly staff: number;
}
/** What the run broke; empty when every promise held. */
export type Broken = string[];

const carts = tableOf('inventory');
const later = (error: unknown): boolean =>
  isTransient(error) || isConflict(error) || (error instanceof Refusal && error.code === 'try-again');

/** Runs a plan in a world of its own; answers what it broke. For tests. */
export const runScenario = async (plan: Plan): Promise<Broken> => {
  forgetHints();
  const world = new World(plan.seed, plan.faults);
  const { random } = world;
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const stockKey = `var_${plan.name}_${plan.seed}`;
  await openStock(stockKey, { quantity: plan.units, tracked: true, policy: 'deny' });
  if (plan.shards > 1) await reshard(stockKey, plan.shards);
  const opened = await readShards(stockKey);
  for (const one of [{ shard: 0, ...opened?.home }, ...(opened?.others ?? [])])
    world.units.set(stockKey, String(one.shard), one.n ?? 0);
  const broken: Broken = [];

  /** Takes until the answer is known; a refusal must have been true at some moment in between. */
  const take = async (quantity: number, ref: string): Promise<Ticket[]> => {
    for (;;) {
      const watch = world.units.watch();
      try {
        const got = await takeStock([{ stockKey, quantity }], ref);
        if ('refused' in got && watch.least(stockKey) >= quantity) {
          broken.push(`false sold out: ${quantity} asked, never fewer than ${watch.least(stockKey)}`);
        }
        return got.taken;
      } catch (error) {
        if (!later(error)) throw error;
      }
    }
  };
  /** One cart's order, as orders places it: an unknown outcome is looked at, never taken for a failure. */
  const place = async (cart: string, ref: string, tickets: Ticket[]): Promise<boolean> => {
    const key = { pk: `cart#${cart}`, sk: 'order' };
    const writes = [putNew(carts, { ...key, ref }), ...ticketWrites(tickets, ref)];
    for (;;) {
      try {
        await transact(writes, ref);
        return true;
      } catch (error) {
        if (error instanceof Killed || !(later(error) || error instanceof ConditionFailed)) throw error;
        const order = await untilKnown(() => get({ table: carts, key }, { consistent: true }));
        if (order) return order['ref'] === ref;
        if (error instanceof ConditionFailed) return false;
      }
    }
  };
  const buyer = async (cart: string, ref: string, quantity: number, end: number): Promise<void> => {
    const tickets = await take(quantity, ref);
    if (tickets.length === 0) return;
    if (!(await place(cart, ref, tickets))) return giveBack(tickets, ref);
    if (end === 0) await untilKnown(() => releaseTickets(tickets, ref));
    if (end === 1) await untilKnown(() => claimTickets(tickets, ref));
    if (end === 2) await giveBack(tickets, ref);
  };
  const chores = [
    () => reshard(stockKey, 1 + upTo(plan.shards)),
    () => spreadUnits(stockKey),
    () => drainShards(stockKey),
    async () => void (await adjustStock(stockKey, { id: newId('adj'), delta: 12, reason: 'delivery' })),
    async () => void (await adjustStock(stockKey, { id: newId('adj'), delta: -1, reason: 'broken' })),
    () => sweepAll(stockKey, upTo(plan.shards)),
  ];
  const work: Promise<unknown>[] = [];
  for (let index = 0; index < plan.buyers; index += 1) {
    const [cart, quantity, end] = [`${stockKey}_${index}`, random() < 0.7 ? 1 : 1 + upTo(4), upTo(4)];
    const times = random() < 0.2 ? 2 : 1;
    for (let time = 0; time < times; time += 1)
      work.push(world.act(() => buyer(cart, `${plan.name}-${plan.seed}-${index}-${time}`, quantity, end)));
  }
  for (let index = 0; index < plan.staff; index += 1) {
    const chore = chores[upTo(chores.length)] ?? (async () => undefined);
    work.push(world.act(() => chore().catch(ignoreLater)));
  }
  for (const one of await Promise.allSettled(work))
    if (one.status === 'rejected') broken.push(`failed: ${one.reason?.stack}`);
  await settle(stockKey, broken);
  return broken;
};

/** One sweep of each shard is all that it takes: nothing is on its way any more, and the books are right. */
const settle = async (stockKey: string, broken: Broken): Promise<void> => {
  await sweepAll(stockKey);
  const { differences, ...units } = await auditStock(stockKey);
  for (const { shard, law, at, found, expected } of differences) {
    broken.push(`${law} on shard ${shard}, ${at}: ${found} instead of ${expected}`);
  }
  if (units.onTheWay !== 0) broken.push(`${units.onTheWay} units on their way after the sweep`);
  const found = await readShards(stockKey);
  for (const one of found ? [found.home, ...found.others] : []) {
    if (one.n < 0) broken.push(`${one.n} units available`);
    if (moveOf(one)) broken.push('a move that nobody completed');
  }
};

const sweepAll = async (stockKey: string, only?: number): Promise<void> => {
  const found = await readShards(stockKey);
  if (!found) return;
  for (const { shard, t } of [{ ...found.home, shard: 0 }, ...found.others]) {
    if (only !== undefined && shard !== only) continue;
    for (let runs = 0; runs < 20 && !(await sweepShard(stockKey, shard, t)); runs += 1);
  }
};

const untilKnown = async <T>(fn: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (!later(error)) throw error;
    }
  }
};
const ignoreLater = (error: unknown): void => {
  const swept = error instanceof Error && /others kept|swept every/.test(error.message);
  if (!later(error) && !swept) throw error;
};
