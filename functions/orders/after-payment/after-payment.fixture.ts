import { tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, checkOut, deliver, factsOf, readyCart } from '../../../test/support/shop.ts';
import * as sendRefund from '../../billing/queue/send-refund.ts';
import { readStock } from '../../inventory/counters/read-stock.ts';
import { readAvailability } from '../../inventory/public.ts';
import * as inventoryPaid from '../../inventory/queue/on-order-paid.ts';
import { createApiKey } from '../../users/public.ts';
import * as readAnyOrder from '../http/admin/read-order.ts';
import * as onSucceeded from '../queue/on-payment-succeeded.ts';
import * as onRefundChanged from '../queue/on-refund-changed.ts';

/** For tests: what happens to orders after they were paid, through the shipped handlers. */
export const orders = tableOf('orders');
export const billing = tableOf('billing');
let secret: Promise<string> | undefined;
/** A key of the staff that may change orders. */
export const clerk = (): Promise<string> => {
  secret ??= createApiKey({ name: 'clerk', scopes: ['orders'] }).then((made) => made.secret);
  return secret;
};

type Route = Parameters<typeof invokeHttp>[0];
/** What staff asks of an order. */
export const staff = async (
  route: Route,
  id: string,
  body?: unknown,
  more: { params?: object; headers?: object } = {},
) =>
  invokeHttp(route, {
    params: { id, ...more.params },
    token: await clerk(),
    headers: { ...more.headers },
    ...(body === undefined ? {} : { body }),
  });
export const show = async (id: string) => (await staff(readAnyOrder, id)).body;
export const typesOf = async (id: string) => (await factsOf(orders, id)).map((fact) => fact.type);
export const available = async (variantId: string) => (await readAvailability([variantId]))[0]?.available;
export const stockOf = async (variantId: string) => {
  const { available, held, committed, onHand } = await readStock({ variantId, sku: '' });
  return { available, held, committed, onHand };
};

export interface Sold {
  readonly id: string;
  readonly paymentId: string;
  readonly lines: readonly { readonly id: string; readonly variantId: string }[];
}

/** An order of these lines, paid and its tickets claimed; shipping is 4.90 euros. Ten units of each are in stock. */
export const sold = async (
  wanted: readonly { readonly quantity: number; readonly amount?: number }[],
  paymentMethod = 'test_approved',
): Promise<Sold> => {
  const cart: { sku: string; quantity: number }[] = [];
  for (const { quantity, amount = 1200 } of wanted) cart.push({ sku: (await article(10, amount)).sku, quantity });
  const { body } = await checkOut(await readyCart(cart), { paymentMethod });
  const { id } = body.order;
  if (body.payment) {
    const facts = await factsOf(billing, body.payment.id);
    const came = facts.filter((fact) => fact.type === 'payment.succeeded');
    if ((await deliver(onSucceeded, came)) > 0) throw new Error('not settled');
  }
  const paid = (await factsOf(orders, id)).filter((fact) => fact.type === 'order.paid');
  if ((await deliver(inventoryPaid, paid)) > 0) throw new Error('not claimed');
  return { id, paymentId: body.payment?.id, lines: body.order.lines };
};

/** Tells the provider of a refund, `asks` times, and hands what became of it to the orders, twice. */
export const refunded = async (refundId: string, asks = 1): Promise<void> => {
  for (let ask = 0; ask < asks; ask += 1) await deliver(sendRefund, [{ refundId }]);
  const facts = await factsOf(billing, refundId);
  if ((await deliver(onRefundChanged, [...facts, ...facts])) > 0) throw new Error('not followed');
};
