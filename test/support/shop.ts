import { PurgeQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { isoTime, nowMs } from '#lib/clock.ts';
import type { Envelope } from '#lib/event.ts';
import { newId } from '#lib/id.ts';
import { queueName, queueUrl, sqs } from '#lib/send.ts';
import { query, tableOf, update, write } from '#lib/table.ts';
import { upsertProduct } from '../../functions/catalog/public.ts';
import * as checkout from '../../functions/checkout/http/checkout-cart.ts';
import * as createCart from '../../functions/checkout/http/create-cart.ts';
import { openStock } from '../../functions/inventory/public.ts';
import { invokeHttp, sqsEvent, testContext } from './invoke.ts';

/** A shop for tests: articles, carts, and facts handed to their consumers by hand, in any order and number. */
export const buyer = {
  email: 'ada@example.com',
  shippingAddress: { name: 'Ada L', line1: '1 Dock', city: 'Berlin', postalCode: '10115', country: 'DE' },
};

/** Creates a product of one variant with so many units; answers its SKU and ids. */
export const article = async (
  quantity: number,
  amount = 1200,
  requiresShipping = true,
): Promise<{ sku: string; variantId: string; productId: string }> => {
  const sku = newId('SKU').toUpperCase();
  const { productId, variants } = await upsertProduct(
    {
      handle: sku.toLowerCase().replace('_', '-'),
      complete: true,
      title: `Article ${sku}`,
      status: 'active',
      variants: [{ sku, derivedSku: false, options: {}, requiresShipping, price: { amount, currency: 'EUR' } }],
    },
    { now: nowMs() },
  );
  const variantId = variants[0]!.variantId;
  await openStock(variantId, { quantity, tracked: true, policy: 'deny' });
  return { sku, variantId, productId };
};

/** A cart that is ready to be checked out, of a buyer whom nobody has seen before unless named; answers its id. */
export const readyCart = async (
  lines: { sku: string; quantity: number }[],
  email = `${newId('ada')}@example.com`,
): Promise<string> => {
  const { body, status } = await invokeHttp(createCart, {
    body: { lines, contact: { ...buyer, email }, shipping: { optionId: 'standard' } },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
};

/** Checks a cart out. */
export const checkOut = (cartId: string, body: object = { paymentMethod: 'test_approved' }) =>
  invokeHttp(checkout, { params: { id: cartId }, body });

/** Lets the hold of an order run out now. */
export const endHold = (orderId: string) =>
  write(
    update(tableOf('orders'), { pk: orderId, sk: 'order' }, 'SET #expiresAt = :past', { past: isoTime(nowMs() - 1) }),
  );

/** The facts about an aggregate, in the order of their sequence. */
export const factsOf = async (table: ReturnType<typeof tableOf>, aggregate: string): Promise<Envelope[]> => {
  const { items } = await query(table, { pk: aggregate, begins: 'event#', limit: 100, consistent: true });
  return items.map((item) => item['event'] as Envelope);
};

type Consumer = {
  handler: (
    event: ReturnType<typeof sqsEvent>,
    context: ReturnType<typeof testContext>,
  ) => Promise<{ batchItemFailures: unknown[] }>;
};

/** Hands messages to a consumer as its queue does; answers how many it failed. */
export const deliver = async (consumer: Consumer, bodies: readonly unknown[]): Promise<number> =>
  (await consumer.handler(sqsEvent(bodies), testContext())).batchItemFailures.length;

/** The bodies that wait in a module's queue, without their delay. */
export const waitingIn = async (module: string, file: string): Promise<unknown[]> => {
  const url = queueUrl(queueName(module, file));
  const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
  await sqs().send(new PurgeQueueCommand({ QueueUrl: url }));
  return Messages.map((message) => JSON.parse(message.Body ?? 'null'));
};
