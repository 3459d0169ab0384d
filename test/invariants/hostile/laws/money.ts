import { groupBy, itemsOf, type Law, type Story, sumOf } from './story.ts';

/** The provider's own books: what it charged, and what it sent back. */
const books = (story: Story) => {
  const objects = itemsOf(story, 'billing', 'test-object');
  // Money that was announced has come by now; the provider works it out when it is asked.
  const charges = objects
    .filter(({ kind }) => kind === 'payment')
    .map((object) => ({ ...object, charged: object.paidAt === null ? object.charged : object.units }));
  return {
    charges: charges.filter(({ charged }) => charged > 0),
    refunds: objects.filter(({ kind }) => kind === 'refund'),
  };
};

/**
 * What the provider charged belongs to one order, which keeps it, in full and of the right amount, or has sent all of it
 * back. A refund that the buyer's bank did not take is the shop's to try again: it is known as failed.
 */
export const noMoneyWithoutAnOrder: Law = (story) => {
  const orders = new Map(itemsOf(story, 'orders', 'order').map((order) => [order.id, order]));
  const rows = new Map(itemsOf(story, 'billing', 'payment').map((payment) => [payment.id, payment]));
  const { charges, refunds } = books(story);
  const ours = itemsOf(story, 'billing', 'refund');
  const broken: string[] = [];
  for (const { id, paymentId, charged, dispute } of charges) {
    const row = rows.get(paymentId);
    const order = orders.get(row?.orderId);
    const back = sumOf(
      refunds
        .filter(({ paymentObject, status }) => paymentObject === id && status === 'succeeded')
        .map(({ units }) => units),
    );
    if (back > charged) broken.push(`refund: ${paymentId} brought ${charged}, and ${back} went back`);
    if (!row || !order) broken.push(`money: ${paymentId} brought ${charged}, and has no order`);
    else if (row.status !== 'succeeded')
      broken.push(`money: ${paymentId} brought ${charged}, and is ${row.status} here`);
    else if (order.paidBy === paymentId) {
      if (charged !== order.totals.total)
        broken.push(`money: ${order.id} costs ${order.totals.total}, and ${charged} came`);
    } else {
      const failed = ours.some(({ paymentId: of, status }) => of === paymentId && status === 'failed');
      if (back < charged && !failed && dispute === null)
        broken.push(`money: ${paymentId} of ${order.id} (${order.status}) brought ${charged}, and ${back} went back`);
    }
  }
  return broken;
};

/** One payment pays an order, and an order that costs something is paid by one. */
export const onePaymentPerOrder: Law = (story) => {
  const { charges } = books(story);
  const broken: string[] = [];
  const paid = itemsOf(story, 'orders', 'order').filter(({ paidAt }) => paidAt !== null);
  for (const { id, paidBy, totals } of paid) {
    const charge = charges.find(({ paymentId }) => paymentId === paidBy);
    if (totals.total > 0 && !charge) broken.push(`paid: ${id} is paid by ${paidBy}, which brought nothing`);
  }
  for (const [payment, all] of groupBy(
    paid.filter(({ paidBy }) => paidBy),
    ({ paidBy }) => paidBy,
  ))
    if (all.length > 1) broken.push(`paid: ${payment} pays ${all.length} orders`);
  return broken;
};

/** Each refund went to the provider once, under its own key, and ours says what became of it. */
export const refundsAreKnown: Law = (story) => {
  const { refunds } = books(story);
  const broken: string[] = [];
  const ours = itemsOf(story, 'billing', 'refund');
  for (const { id, status, amount, paymentId } of ours) {
    const theirs = refunds.filter(({ refundId }) => refundId === id);
    const [one] = theirs;
    if (theirs.length > 1) broken.push(`refund: ${id} went out ${theirs.length} times`);
    if (!one) broken.push(`refund: ${id} of ${paymentId} never reached the provider`);
    else if (one.status !== status) broken.push(`refund: ${id} is ${status} here and ${one.status} there`);
    else if (one.units !== amount.amount) broken.push(`refund: ${id} is of ${amount.amount}, and ${one.units} went`);
  }
  const known = new Set(ours.map(({ id }) => id));
  for (const { refundId, units } of refunds)
    if (!known.has(refundId)) broken.push(`refund: ${units} went back as ${refundId}, which nobody here knows`);
  return broken;
};

/** An order's counters say what its refunds did; no more goes back than came. */
export const ordersKnowTheirRefunds: Law = (story) => {
  const refunds = groupBy(itemsOf(story, 'billing', 'refund'), ({ paymentId }) => paymentId);
  return itemsOf(story, 'orders', 'order').flatMap(
    ({ id, paidBy, refundedTotal = 0, totals, paymentStatus, dispute }) => {
      if (!paidBy) return [];
      const back = sumOf((refunds.get(paidBy) ?? []).filter(({ status }) => status !== 'failed').map(({ amount }) => amount.amount)); // biome-ignore format: one line
      const broken: string[] = [];
      if (back !== refundedTotal) broken.push(`refund: ${id} counts ${refundedTotal} as refunded, and ${back} was`);
      if (back > totals.total) broken.push(`refund: ${id} costs ${totals.total}, and ${back} went back`);
      const expected = back === 0 ? 'paid' : back === totals.total ? 'refunded' : 'partially-refunded';
      if (dispute !== 'open' && dispute !== 'lost' && totals.total > 0 && paymentStatus !== expected)
        broken.push(`refund: ${id} is ${paymentStatus}, and ${back} of ${totals.total} went back`);
      return broken;
    },
  );
};
