import { setTimeout as wait } from 'node:timers/promises';
import { isoTime, nowMs } from '#lib/clock.ts';
import { sendDueMessages } from '#lib/due-index.ts';
import type { Item } from '#lib/table.ts';
import { allCounted } from '../../../functions/inventory/audit/reconcile-stock.ts';
import { sweepShard } from '../../../functions/inventory/audit/sweep-shard.ts';
import { readShards } from '../../../functions/inventory/counters/read-shards.ts';
import { certifyStage, keptItems } from '../../../tools/operate/certify/read-kept.ts';
import type { Mail } from '../look.ts';
import { type Answer, type Ask, allOf } from './clients.ts';

type Body = Answer['body'];

/** Everything that is looked at in the end, by the shop's own routes and from its tables. */
export interface Evidence {
  readonly orders: readonly Body[];
  readonly notifications: readonly Body[];
  readonly mails: readonly Mail[];
  readonly sales: Body;
  readonly deadLetters: readonly { readonly queue: string; readonly messages: number }[];
  /** Facts of a type, from the log. */
  readonly facts: (type: string) => Body[];
  /** The test provider's own books: payments and refunds, in its units. */
  readonly provider: readonly Item[];
}

export const gather = async (ask: Ask, mailbox: string): Promise<Evidence> => {
  const kept: { module: string; item: Readonly<Record<string, unknown>> }[] = [];
  for await (const one of keptItems(['orders', 'billing'])) kept.push(one);
  const facts = kept.flatMap(({ item }) => (String(item['sk']).startsWith('event#') ? [item['event'] as Body] : []));
  const day = (ms: number) => isoTime(ms).slice(0, 10);
  const now = nowMs();
  const { emails } = (await (await fetch(`${mailbox}/store`)).json()) as { emails: Mail[] };
  return {
    orders: await allOf(ask, '/admin/orders'),
    notifications: await allOf(ask, '/admin/notifications'),
    mails: emails,
    sales: (await ask('GET', `/admin/reports/sales?from=${day(now - 86_400_000)}&to=${day(now)}`)).body.total,
    deadLetters: await allOf(ask, '/admin/dead-letters'),
    facts: (type) => facts.filter((fact) => fact.type === type).map((fact) => fact.data),
    provider: kept.map(({ item }) => item).filter((item) => item['type'] === 'test-object'),
  };
};

/** The facts that the buyer is told of, by the kind of the mail. */
export const mailed = {
  'order-confirmation': 'order.paid',
  'order-shipped': 'order.fulfilled',
  'return-received': 'order.returned',
} as const;

/** Units that a killed function took and never ticketed come back by a sweep, minutes later; here they may wait for it. */
const SWEPT = new Set(['unit without a ticket', 'units owed']);

/** What is not at rest yet; empty when nothing is on its way any more but what a sweep brings back. */
const stillMoving = async (ask: Ask, mailbox: string): Promise<string[]> => {
  const { open } = await certifyStage({ settled: false }, () => undefined);
  const evidence = await gather(ask, mailbox);
  const paid = evidence.facts('order.paid').length;
  const told = evidence.notifications.filter((one) => !['waiting', 'sending', 'failed'].includes(one.status)).length;
  const toTell = Object.values(mailed).reduce((sum, type) => sum + evidence.facts(type).length, 0);
  const refunds = evidence.facts('refund.succeeded').length;
  const pending = evidence.orders.flatMap(({ refunds }) => refunds.filter((one: Body) => one.status === 'pending'));
  const came = new Set(evidence.facts('payment.succeeded').map(({ paymentId }) => paymentId));
  // Closed at the provider, and its money is on its way all the same: nobody here knows yet.
  const late = evidence.provider.filter((one) => typeof one['paidAt'] === 'number' && !came.has(one['paymentId']));
  const reported = evidence.sales.sales.reduce((sum: number, one: Body) => sum + one.refunds, 0);
  return [
    ...open.filter(({ kind }) => !SWEPT.has(kind)).map(({ kind, what }) => `${kind}: ${what}`),
    ...late.map((one) => `late money of ${one['paymentId']}`),
    ...pending.map(({ id }) => `${id} is pending at its order`),
    ...(told < toTell ? [`${toTell - told} mails`] : []),
    ...(evidence.sales.orders < paid ? [`${paid - evidence.sales.orders} sales`] : []),
    ...(reported < refunds ? [`${refunds - reported} refunds in the report`] : []),
  ];
};

const REST_MS = 1_200_000;

/** Waits until everything has come to rest. @throws naming what is still on its way after twenty minutes */
export const restOf = async (ask: Ask, mailbox: string): Promise<void> => {
  let moving: string[] = [];
  for (const end = nowMs() + REST_MS; nowMs() < end; await wait(500)) {
    moving = await stillMoving(ask, mailbox);
    if (moving.length === 0) return;
  }
  throw new Error(`still on its way: ${moving.join(', ')}`);
};

/** Does at once what the sweeper does two minutes after a take: no safety hangs on when. */
export const sweepAll = async (): Promise<void> => {
  for await (const { stockKey } of allCounted()) {
    const shards = await readShards(stockKey);
    const all = shards ? [{ ...shards.home, shard: 0 }, ...shards.others] : [];
    for (const { shard, t } of all) while (!(await sweepShard(stockKey, shard, t)));
  }
};

const HURRY_MS = 600_000;

/** Sends at once what the due index would send within ten minutes: no safety hangs on when. */
export const sendDue = async (): Promise<void> => {
  for (const module of ['orders', 'billing', 'webhooks']) await sendDueMessages(module, undefined, nowMs() + HURRY_MS);
};
