import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { freePort } from '../../local/engines/ports.ts';
import { readEnvironment } from '../../local/stack-file.ts';
import { startStack } from '../../local/start-stack.ts';
import { certifyStage } from '../../tools/operate/certify/read-kept.ts';
import { reconcile } from '../../tools/operate/reconcile.ts';
import { chanceOf } from '../support/chance.ts';
import { clientsOf, type Met, type Shop } from '../support/kill/clients.ts';
import { type Evidence, gather, mailed, restOf, sendDue, sweepAll } from '../support/kill/judge.ts';
import { type Book, emptyBook, stories } from '../support/kill/stories.ts';

/**
 * Shoppers and staff go on with what they do while the stack is killed under them, again and again. `KILL_SEED` names
 * the moments: when each life ends, and who does what. What the machine does in between is its own, so a seed makes a
 * failure likely again and not certain.
 */
const SEED = Number(process.env['KILL_SEED'] ?? Math.floor(performance.timeOrigin % 1_000_000));
const KILLS = 4;
const PEOPLE = 8;
const PLENTY = 10_000;
/** Fewer than are asked for: some are refused, and late money finds nothing left. */
const FEW = 25;
const env = {
  LOCAL_VISIBILITY_SECONDS: '12',
  HOLD_SECONDS: '10',
  TEST_LATE_SECONDS: '2',
};

const chance = chanceOf(SEED);
const data = mkdtempSync(join(tmpdir(), 'floodgate-kill-money-'));
const shop: Shop = { stack: undefined };
const met: Met = { cut: 0, bugs: [] };
const ask = clientsOf(shop, met);
const book: Book = emptyBook();
let seen: Evidence;

afterAll(async () => {
  await shop.stack?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Everybody plays one story after the other until the last kill is over, and then ends the one that they are in. */
const people = (over: () => boolean): Promise<unknown> => {
  const deck = Object.keys(stories);
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = chance.upTo(i + 1);
    [deck[i], deck[j]] = [deck[j] as string, deck[i] as string];
  }
  let told = 0;
  const one = async (): Promise<void> => {
    while (!over() || told < deck.length) {
      const index = told++;
      const story = stories[deck[index % deck.length] as string];
      const sku = chance.happens(0.25) ? 'MUG-WHITE' : 'MUG-BLUE';
      await story?.({ ask, chance, book, sku, email: `kim-${index}@example.org` });
    }
  };
  return Promise.all(Array.from({ length: PEOPLE }, one));
};

const sum = <T>(all: readonly T[] = [], of: (one: T) => number): number => all.reduce((so, one) => so + of(one), 0);

describe(`killed ${KILLS} times in the middle of purchases, payments, refunds and returns (KILL_SEED=${SEED})`, () => {
  beforeAll(async () => {
    const port = await freePort();
    const start = () => startStack({ data, env, port });
    shop.stack = await start();
    await ask('PUT', '/admin/stock/MUG-BLUE', { body: { available: PLENTY } });
    await ask('PUT', '/admin/stock/MUG-WHITE', { body: { available: FEW } });
    let kills = 0;
    const playing = people(() => kills === KILLS);
    for (; kills < KILLS; kills += 1) {
      await wait(500 + chance.upTo(2500));
      const alive = shop.stack;
      shop.stack = undefined;
      await alive.kill();
      shop.stack = await start();
    }
    Object.assign(process.env, readEnvironment(shop.stack));
    forgetEnv();
    logTo(() => undefined);
    const { mailbox } = shop.stack;
    const rest = playing.then(() => restOf(ask, mailbox));
    let resting = true;
    const ended = rest.finally(() => {
      resting = false;
    });
    while (resting) {
      await sendDue();
      await Promise.race([ended, wait(1000)]);
    }
    await ended;
    await sweepAll();
    seen = await gather(ask, mailbox);
  });

  test('requests were cut off, and nobody was answered 500', () => {
    expect(met.cut).toBeGreaterThanOrEqual(KILLS);
    expect(met.bugs).toEqual([]);
  });

  test('one order per cart, and every order that was answered is there', () => {
    const carts = seen.orders.map(({ cartId }) => cartId);
    expect(new Set(carts).size).toBe(carts.length);
    const byCart = new Map(seen.orders.map(({ cartId, id }) => [cartId, id]));
    for (const [cart, ids] of book.carts) for (const id of ids) expect(id, cart).toBe(byCart.get(cart));
    expect(seen.orders.length).toBeGreaterThanOrEqual(15);
  });

  test('an Idempotency-Key made one thing, which is there', () => {
    const made = [...book.made.values()].filter(({ ids }) => ids.size > 0);
    expect(made.length).toBeGreaterThanOrEqual(3);
    for (const { orderId, kind, ids } of made) {
      expect([...ids]).toHaveLength(1);
      const order = seen.orders.find(({ id }) => id === orderId);
      expect(order[kind].map(({ id }: { id: string }) => id)).toContain([...ids][0]);
    }
  });

  test('what the provider charged is what the orders keep and what went back', () => {
    const orderOf = new Map(seen.facts('payment.succeeded').map(({ paymentId, orderId }) => [paymentId, orderId]));
    const objects = new Map(seen.provider.map((one) => [one['id'], one]));
    const ofOrder = (kind: string, id: string) =>
      seen.provider.filter((one) => {
        const payment = kind === 'payment' ? one : objects.get(one['paymentObject']);
        return one['kind'] === kind && orderOf.get(payment?.['paymentId']) === id;
      });
    const books = seen.orders.map(({ id, paidAt, totals, refundedTotal }) => ({
      id,
      // Late money comes at its time, whether or not the object was written since.
      charged: sum(ofOrder('payment', id), (one) => Number(one['charged']) || Number(one['paidAt'] && one['units'])),
      kept: paidAt === null ? 0 : totals.total.amount - refundedTotal.amount,
      back: sum(ofOrder('refund', id), (one) => (one['status'] === 'failed' ? 0 : Number(one['units']))),
    }));
    expect(books.filter(({ charged, kept, back }) => charged !== kept + back)).toEqual([]);
    const charged = seen.provider.filter((one) => one['kind'] === 'payment' && (one['charged'] || one['paidAt']));
    expect(charged.map((one) => one['paymentId']).sort()).toEqual([...orderOf.keys()].sort());
    expect(sum(books, ({ kept }) => kept)).toBeGreaterThan(0);
  });

  test('no refund is twice, at the provider or in the orders', () => {
    const sent = seen.provider.filter((one) => one['kind'] === 'refund').map((one) => one['refundId']);
    const rows = seen.orders.flatMap(({ refunds }) => refunds.map(({ id }: { id: string }) => id));
    expect(new Set(sent).size).toBe(sent.length);
    expect([...sent].sort()).toEqual([...rows].sort());
    expect(rows.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(mailed))('one mail %s for each %s among sends of known outcome', (kind, type) => {
    const told = seen.notifications.filter((one) => one.kind === kind);
    expect(told.map(({ orderId }) => orderId).sort()).toEqual(
      seen
        .facts(type)
        .map(({ orderId }) => orderId)
        .sort(),
    );
    for (const { eventId, status } of told) {
      const mails = seen.mails.filter(({ headers = [] }) => headers.some(({ value }) => value === eventId));
      expect(['sent', 'unknown']).toContain(status);
      if (status === 'sent') expect(mails, eventId).toHaveLength(1);
      else expect(mails.length, eventId).toBeLessThanOrEqual(1);
    }
  });

  test('the sales report has each paid order and each refund once', () => {
    const [paid, back] = [seen.facts('order.paid'), seen.facts('refund.succeeded')];
    expect(seen.sales.orders).toBe(paid.length);
    expect(seen.sales.sales).toMatchObject([
      {
        currency: 'EUR',
        orders: paid.length,
        total: { amount: sum(paid, ({ totals }) => totals.total.amount) },
        refunds: back.length,
        refunded: { amount: sum(back, ({ amount }) => amount.amount) },
      },
    ]);
  });

  test('no message was given up', () => {
    expect(seen.deadLetters.filter(({ messages }) => messages > 0)).toEqual([]);
  });

  test('the counters say what tickets and credits say', async () => {
    const said: string[] = [];
    expect(await reconcile([], (line) => said.push(line)), said.join('\n')).toBe(0);
  });

  test('the certificate finds nothing, and nothing on its way', async () => {
    const certificate = await certifyStage({ settled: true }, () => undefined);
    expect(certificate.violations).toEqual([]);
    expect(certificate.open).toEqual([]);
    expect(certificate.orders).toMatchObject({ pending: 0 });
  });
});
