import { groupBy, itemsOf, type Law, sumOf } from './story.ts';

/**
 * What the provider charged belongs to one order, which keeps it, in full and of the right amount, or has sent all of it
 * back. A refund that the buyer's bank did not take is the shop's to try again: it is known as failed.
 */
export const noMoneyWithoutAnOrder: Law = (story) => {
  const orders = new Map(itemsOf(story, 'orders', 'order').map((order) => [order.id, order]));
  const rows = new Map(itemsOf(story, 'billing', 'payment').map((payment) => [payment.id, payment]));
  const failed = new Set(
    itemsOf(story, 'billing', 'refund')
      .filter(({ status }) => status === 'failed')
      .map(({ paymentId }) => paymentId),
  );
  return story.charges.flatMap(({ id, paymentId, amount, disputed, refunds }) => {
    const row = rows.get(paymentId);
    const order = orders.get(row?.orderId);
    const back = sumOf(refunds.filter(({ status }) => status === 'succeeded').map((refund) => refund.amount));
    const came = `${paymentId} brought ${amount}`;
    if (back > amount) return [`refund: ${came}, and ${back} went back`];
    if (!row || !order) return [`money: ${came}, and has no order`];
    if (row.status !== 'succeeded') return [`money: ${came}, and is ${row.status} here`];
    if (order.paidBy === paymentId && row.chargeId === id)
      return amount === order.totals.total ? [] : [`money: ${came} for ${order.id}, which costs ${order.totals.total}`];
    if (back === amount || failed.has(paymentId) || disputed) return [];
    return [`money: ${came} for ${order.id} (${order.status}), and ${back} went back`];
  });
};

/** One payment pays an order, and an order that costs something is paid by one. */
export const onePaymentPerOrder: Law = (story) => {
  const broken: string[] = [];
  const paid = itemsOf(story, 'orders', 'order').filter(({ paidAt }) => paidAt !== null);
  for (const { id, paidBy, totals } of paid) {
    const charge = story.charges.find(({ paymentId }) => paymentId === paidBy);
    if (totals.total > 0 && !charge) broken.push(`paid: ${id} is paid by ${paidBy}, which brought nothing`);
  }
  const byPayment = groupBy(
    paid.filter(({ paidBy }) => paidBy),
    ({ paidBy }) => paidBy,
  );
  for (const [payment, all] of byPayment) if (all.length > 1) broken.push(`paid: ${payment} pays ${all.length} orders`);
  return broken;
};

/** Each refund went to the provider once, under its own key, and ours says what became of it. */
export const refundsAreKnown: Law = (story) => {
  const theirs = groupBy(
    story.charges.flatMap(({ refunds }) => refunds),
    ({ refundId }) => refundId,
  );
  const ours = new Map(itemsOf(story, 'billing', 'refund').map((refund) => [refund.id, refund]));
  const broken: string[] = [];
  for (const { id, status, amount, paymentId } of ours.values()) {
    const [one, ...more] = theirs.get(id) ?? [];
    if (more.length > 0) broken.push(`refund: ${id} went out ${more.length + 1} times`);
    // What the provider refused at once is in no book of its.
    if (!one && status !== 'failed') broken.push(`refund: ${id} of ${paymentId} is ${status} and never reached the provider`); // biome-ignore format: one line
    if (one && one.status !== status) broken.push(`refund: ${id} is ${status} here and ${one.status} there`);
    if (one && one.amount !== amount.amount)
      broken.push(`refund: ${id} is of ${amount.amount}, and ${one.amount} went`);
  }
  for (const [refundId, [one]] of theirs)
    if (!ours.has(refundId)) broken.push(`refund: ${one?.amount} went back as ${refundId}, which nobody here knows`);
  return broken;
};

/** An order's counters say what its refunds did; no more goes back than came. */
export const ordersKnowTheirRefunds: Law = (story) => {
  const refunds = groupBy(
    itemsOf(story, 'billing', 'refund').filter(({ status, secondChargeId }) => status !== 'failed' && !secondChargeId),
    ({ paymentId }) => paymentId,
  );
  return itemsOf(story, 'orders', 'order').flatMap((order) => {
    const { id, paidBy, refundedTotal = 0, totals, paymentStatus, dispute } = order;
    if (!paidBy) return [];
    const back = sumOf((refunds.get(paidBy) ?? []).map(({ amount }) => amount.amount));
    const broken: string[] = [];
    if (back !== refundedTotal) broken.push(`refund: ${id} counts ${refundedTotal} as refunded, and ${back} was`);
    if (back > totals.total) broken.push(`refund: ${id} costs ${totals.total}, and ${back} went back`);
    const expected = back === 0 ? 'paid' : back === totals.total ? 'refunded' : 'partially-refunded';
    if (dispute !== 'open' && dispute !== 'lost' && totals.total > 0 && paymentStatus !== expected)
      broken.push(`refund: ${id} is ${paymentStatus}, and ${back} of ${totals.total} went back`);
    return broken;
  });
};

/** Nobody can pay any more for an order that has ended, nor for one that is paid already. */
export const nothingIsLeftToPay: Law = (story) => {
  const rows = new Map(itemsOf(story, 'billing', 'payment').map(({ id, orderId }) => [id, orderId]));
  return story.payable.map((paymentId) => `payable: ${paymentId} of ${rows.get(paymentId)} could still be paid`);
};
