import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { CreateQueueCommand, type SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { defineMessage, queue } from '#lib/queue.ts';
import { sendMessages, sqs } from '#lib/send.ts';
import { put, tableOf, transact, update, write } from '#lib/table.ts';
import { scope } from '#lib/trace.ts';
import { aPayment } from '../../functions/billing/fixtures/payments.ts';
import { testProvider } from '../../functions/billing/providers/test/adapter.ts';
import { syncPayment } from '../../functions/billing/public.ts';
import { refundRow } from '../../functions/billing/refund/refund-payment.ts';
import { endOrder } from '../../functions/orders/placing/end-order.ts';
import { createEdgeControl } from '../../local/edge/control.ts';
import { createTables } from '../../local/engines/provision.ts';
import { planOf } from '../../local/plan.ts';
import { lambdaContext } from '../../local/triggers/context.ts';
import { triggerEvent } from '../../local/triggers/trigger-event.ts';
import { distributionParameter } from '../../stack/edge.ts';
import { loadStack } from '../../stack/load.js';
import type { LoadedFunction, Stack } from '../../stack/model.ts';
import { article, checkOut, endHold, readyCart } from '../support/shop.ts';
import { fn as made } from '../support/stack-of.ts';

/**
 * Lambda ends a chain of a function's messages to its own queue after about 16 invocations, unless the function says
 * `recursiveLoop: 'Allow'`, which is for chains that code bounds (lib/due-index.ts). Here every function that a queue or
 * an upload starts runs in a stage of its own, with its samples (events/) and in the states below in which it waits; every
 * send is recorded on the shipped client. It covers what these make a function send; a function that waits in another
 * state adds it to `waiting`. `npm start -- --aws-limits` ends whatever chain is left, as Lambda does.
 */
const root = join(import.meta.dirname, '../..');
const STAGE = 'selfsend';
const before = { ...process.env };
let stack: Stack;
/** Stands for CloudFront, which forgets nothing here. */
const control = createEdgeControl(distributionParameter(STAGE), () => {});

/** `<function> → <queue>` of every message that a queue's function sent. */
const sends = new Set<string>();
const record = () =>
  sqs().middlewareStack.add(
    (next) => (args) => {
      const { Entries, QueueUrl = '' } = args.input as SendMessageBatchCommandInput;
      if (Entries) sends.add(`${scope()?.actor.replace('system:', '')} → ${basename(QueueUrl)}`);
      return next(args);
    },
    { step: 'initialize', name: 'recordSends', override: true },
  );

beforeAll(async () => {
  stack = await loadStack({ stage: STAGE });
  Object.assign(process.env, { STAGE, TEST_LATE_SECONDS: '0' });
  process.env['BUCKET_PREFIX'] = `floodgate-${STAGE}`;
  forgetEnv();
  const endpoint = String(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? process.env['DYNAMODB_ENDPOINT']);
  await createTables(planOf(stack), endpoint, false);
  for (const fn of queued()) {
    if (!('queue' in fn.trigger)) continue;
    const { name, dead } = fn.trigger.queue;
    for (const QueueName of [name, dead.name]) await sqs().send(new CreateQueueCommand({ QueueName }));
  }
  record();
  await once(control.listen(0, '127.0.0.1'), 'listening');
  const edge = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL_CLOUDFRONT: edge, AWS_ENDPOINT_URL_SSM: edge });
});
afterAll(() => {
  control.close();
  sqs().middlewareStack.remove('recordSends');
  Object.assign(process.env, before);
  forgetEnv();
});

const queued = () => stack.functions.filter(({ kind }) => kind === 'queue' || kind === 'upload');

/** Runs a function with a sample or a message; one that fails has sent what it sent. */
const run = async (fn: LoadedFunction, sample: object): Promise<void> => {
  const context = lambdaContext(fn.name, fn.timeoutSeconds, fn.memoryMb);
  await fn.exports.handler(triggerEvent(fn, sample, stack.api.basePath) as never, context as never);
};
const selfSending = () =>
  [...sends].flatMap((send) => {
    const [from = '', to = ''] = send.split(' → ');
    return from === to ? [from.replace(`floodgate-${STAGE}-`, '')] : [];
  });
const allowed = () =>
  queued().filter(({ recursiveLoop }) => recursiveLoop === 'Allow').map(({ module, file }) => `${module}-${file}`); // biome-ignore format: one line
const unmarked = () => [...new Set(selfSending())].filter((name) => !allowed().includes(name));

const inSeconds = (seconds: number) => isoTime(nowMs() + seconds * 1000);

/** A payment whose money came after its order had expired, while another settlement holds the order's claim. */
const claimed = async (): Promise<object> => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 2 }]), { paymentMethod: 'test_late' });
  await endHold(body.order.id);
  await endOrder(body.order.id, 'expired');
  await syncPayment(body.payment.id);
  const until = inSeconds(100);
  await write(update(tableOf('orders'), { pk: body.order.id, sk: 'order' }, 'SET #retakingUntil = :until', { until }));
  return { paymentId: body.payment.id };
};
/** A refund that its provider keeps pending. */
const pendingRefund = async (): Promise<object> => {
  const payment = await aPayment('test_refund_fails');
  const refundId = newId('ref');
  const amount = { amount: 100, currency: 'EUR' };
  await transact(refundRow({ payment, amount, reason: 'damaged', refundId, now: nowMs() }).writes);
  return { refundId };
};
/** A report of a payment object whose row is not there. */
const stray = async (): Promise<object> => {
  const { objectId } = await testProvider.open({ ...(await aPayment('test_approved')), id: newId('pay') });
  return { provider: 'test', objectId, reportId: 'tre_1', receivedAt: inSeconds(0) };
};

/** A shard from which more units were taken than one run looks through, with no ticket of any. */
const unswept = async (): Promise<object> => {
  const [what, to] = [newId('var'), 1200];
  const counter = { pk: `stock#${what}#0`, sk: 'shard', n: 0, t: to, c: 0, v: 0, open: false };
  await write(put(tableOf('inventory'), { ...counter, shards: 1, top: 1, ep: 0 }));
  return { what, shard: 0, to };
};

/** An export whose next step nobody has sent: the function that made the one before died. */
const unsent = async (): Promise<object> => {
  const [id, at] = [newId('exp'), inSeconds(0)];
  const none = { tries: 0, isWritten: false, progress: 0, rows: 0, bytes: 0, parts: [] };
  const state = { id, kind: 'stock', status: 'running', step: 1, ...none, touchedAt: at, createdAt: at };
  await write(put(tableOf('bulk'), { pk: 'exports', sk: id, ...state }));
  return { exportId: id, step: 0 };
};

/** An entry whose pictures another function is still deleting. */
const unemptied = async (): Promise<object> => {
  const folder = newId('folder');
  await write(put(tableOf('media'), { pk: `file#${folder}`, sk: 'owners', count: 0 }));
  return { entryId: newId('ent'), at: nowMs(), media: [{ mediaId: newId('med'), folder }] };
};

/** States in which a function waits for something, by its id: the message that it waits with. */
const waiting: Readonly<Record<string, () => Promise<object>>> = {
  'orders/expire-order': async () => ({ orderId: newId('ord'), due: inSeconds(100) }),
  'orders/settle-payment': claimed,
  'billing/send-refund': pendingRefund,
  'billing/record-payment-report': stray,
  'bulk/work-export': unsent,
  'inventory/sweep-shard': unswept,
  'content/clear-withdrawn-entry': unemptied,
  'content/settle-entry': async () => ({ entryId: newId('ent'), due: nowMs() + 100_000 }),
  'content/check-release': async () => {
    return { releaseId: newId('rel'), at: inSeconds(200), look: 'ready', due: nowMs() + 100_000 };
  },
  'webhooks/deliver-webhook': async () => {
    return { endpointId: newId('whk'), deliveryId: newId('dlv'), attempt: 1, due: inSeconds(100) };
  },
};

test('only functions that say so send to their own queue, and those that say so do', async () => {
  for (const fn of queued()) {
    const samples = globSync(`events/${fn.module}/${fn.file}{,.*}.json`, { cwd: root });
    expect(samples.length, fn.id).toBeGreaterThan(0);
    for (const file of samples) {
      const text = readFileSync(join(root, file), 'utf8').replaceAll('$STAGE', STAGE);
      await run(fn, JSON.parse(text));
    }
    const state = await waiting[fn.id]?.();
    if (state) await run(fn, state);
  }
  expect(unmarked()).toEqual([]);
  expect([...new Set(selfSending())].sort()).toEqual(allowed().sort());
});

test('a planted chain is found', async () => {
  const Chain = defineMessage('planted', 'chain', z.object({}));
  await sqs().send(new CreateQueueCommand({ QueueName: `floodgate-${STAGE}-planted-chain` }));
  const fn = made('queue', 'planted', 'chain', queue(Chain, () => sendMessages(Chain, [{}])), { on: Chain })(STAGE); // biome-ignore format: one line
  await run(fn, {});
  expect(unmarked()).toEqual(['planted-chain']);
});
