import { certify } from './certificate.ts';
import type { KeptItem } from './kept.ts';
import type { Law, Violation } from './laws.ts';
import { keptItems } from './read-kept.ts';

/** For tests: some trade through the shipped handlers on the real engine, and the certificate of just that. */
export interface Traded {
  /** Every variant, order, payment and refund of it. */
  readonly ids: readonly string[];
  readonly variantId: string;
  readonly paid: { readonly orderId: string; readonly paymentId: string };
  readonly expired: { readonly orderId: string; readonly paymentId: string };
}

/** The modules are loaded here and not above, so that a defect that was planted before is in them. */
const load = async () => ({
  shop: await import('../../../test/support/shop.ts'),
  invoke: await import('../../../test/support/invoke.ts'),
  token: await import('../../../functions/orders/order/order-token.ts'),
  tables: await import('#lib/table.ts'),
  after: await import('../../../functions/orders/after-payment/after-payment.fixture.ts'),
  onSucceeded: await import('../../../functions/orders/queue/on-payment-succeeded.ts'),
  expire: await import('../../../functions/orders/queue/expire-order.ts'),
  onPaid: await import('../../../functions/inventory/queue/on-order-paid.ts'),
  onExpired: await import('../../../functions/inventory/queue/on-order-expired.ts'),
  onCancelled: await import('../../../functions/inventory/queue/on-order-cancelled.ts'),
  continuePayment: await import('../../../functions/orders/http/continue-payment.ts'),
  cancel: await import('../../../functions/orders/http/cancel-order.ts'),
  fulfil: await import('../../../functions/orders/http/admin/fulfil-order.ts'),
  refund: await import('../../../functions/orders/http/admin/refund-order.ts'),
});

/**
 * Twenty units of one article. Sold and partly sent; declined, then paid; checked out twice at once; expired with its
 * payment page open; cancelled unpaid; cancelled paid and back on the shelf; refunded in part and restocked.
 */
export const trade = async (): Promise<Traded> => {
  const { shop, invoke, token, tables, after, ...on } = await load();
  const { sku, variantId } = await shop.article(20);
  const ids: string[] = [variantId];
  const [orders, billing] = [tables.tableOf('orders'), tables.tableOf('billing')];
  const mine = (id: string) => ({ params: { id }, headers: { 'X-Order-Token': token.orderToken(id) } });
  const place = async (paymentMethod: string | undefined, quantity: number) => {
    const cart = await shop.readyCart([{ sku, quantity }]);
    const [answer] = await Promise.all([1, 2].map(() => shop.checkOut(cart, paymentMethod ? { paymentMethod } : {})));
    if (!answer?.body.order) throw new Error(`not placed: ${answer?.text}`);
    const { order, payment } = answer.body;
    ids.push(order.id, payment.id);
    return { orderId: order.id as string, paymentId: payment.id as string, lineId: order.lines[0].id as string };
  };
  /** Hands each fact of an order and a payment to who waits for it, twice. */
  const twice = async (...told: Parameters<typeof shop.deliver>): Promise<void> => {
    for (let time = 1; time <= 2; time += 1) await shop.deliver(...told);
  };
  const follow = async (orderId: string, paymentId?: string): Promise<void> => {
    const came = paymentId ? await shop.factsOf(billing, paymentId) : [];
    for (const fact of came.filter(({ type }) => type === 'payment.succeeded')) await twice(on.onSucceeded, [fact]);
    for (const fact of await shop.factsOf(orders, orderId)) {
      const consumer = { 'order.paid': on.onPaid, 'order.expired': on.onExpired, 'order.cancelled': on.onCancelled }[
        fact.type
      ];
      if (consumer) await twice(consumer, [fact]);
    }
  };

  const paid = await place('test_approved', 3);
  await follow(paid.orderId, paid.paymentId);
  await after.staff(on.fulfil, paid.orderId, { lines: [{ lineId: paid.lineId, quantity: 2 }] });
  const refund = await after.staff(on.refund, paid.orderId, {
    lines: [{ lineId: paid.lineId, quantity: 1, restock: true }],
    reason: 'one too many',
  });
  ids.push(refund.body.id);
  await after.refunded(refund.body.id);

  const declined = await place('test_declined', 1);
  const again = await invoke.invokeHttp(on.continuePayment, {
    ...mine(declined.orderId),
    body: { paymentMethod: 'test_approved' },
  });
  if (again.body.payment) ids.push(again.body.payment.id);
  await follow(declined.orderId, again.body.payment?.id);

  const expired = await place(undefined, 2);
  await shop.endHold(expired.orderId);
  await shop.deliver(on.expire, [{ orderId: expired.orderId, due: '2026-01-01T00:00:00.000Z' }]);
  await follow(expired.orderId);

  const cancelled = await place(undefined, 1);
  await invoke.invokeHttp(on.cancel, mine(cancelled.orderId));
  await follow(cancelled.orderId);

  const calledOff = await place('test_approved', 4);
  await follow(calledOff.orderId, calledOff.paymentId);
  await invoke.invokeHttp(on.cancel, mine(calledOff.orderId));
  const { refunds } = await after.show(calledOff.orderId);
  for (const { id } of refunds ?? []) {
    ids.push(id);
    await after.refunded(id);
  }
  return { ids, variantId, paid, expired };
};

/** The kept items that are about these ids; other tests use the same tables. */
export const itemsAbout = async (ids: readonly string[]): Promise<KeptItem[]> => {
  const found: KeptItem[] = [];
  for await (const kept of keptItems()) {
    const text = JSON.stringify(kept.item);
    if (ids.some((id) => text.includes(id))) found.push(kept);
  }
  return found;
};

export const brokenLaws = (violations: readonly Violation[]): Law[] => [...new Set(violations.map(({ law }) => law))];
/** The laws that this trade breaks. */
export const brokenIn = async (ids: readonly string[]): Promise<Law[]> =>
  brokenLaws(certify(await itemsAbout(ids), { settled: true }).violations);
