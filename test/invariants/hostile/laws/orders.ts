import { factsOf, groupBy, itemsOf, type Law } from './story.ts';

/** One order per cart, and every cart that was answered an order has just that one. */
export const oneOrderPerCart: Law = (story) => {
  const broken: string[] = [];
  const orders = itemsOf(story, 'orders', 'order');
  for (const [cart, all] of groupBy(orders, ({ cartId }) => cartId))
    if (all.length > 1) broken.push(`cart: ${cart} became ${all.map(({ id }) => id).join(' and ')}`);
  const byCart = new Map(orders.map(({ cartId, id }) => [cartId, id]));
  for (const { route, request, response } of story.asked) {
    if (route !== 'checkout/checkout-cart' || response.status >= 300) continue;
    const cart = String(request.params?.['id']);
    const answered = response.body.order.id;
    if (byCart.get(cart) !== answered)
      broken.push(`cart: ${cart} was answered ${answered}, and is ${byCart.get(cart)}`);
  }
  return broken;
};

/** After all holds have run out no order is on its way to somewhere. */
export const ordersHaveEnded: Law = (story) =>
  itemsOf(story, 'orders', 'order')
    .filter(({ status }) => status === 'pending' || status === 'expiring')
    .map(({ id, status }) => `ended: ${id} is still ${status}`);

/** The log has a fact for what each order is, once, in sequence. */
export const factsTellTheState: Law = (story) => {
  const broken: string[] = [];
  const facts = groupBy(factsOf(story), ({ aggregate }) => aggregate);
  for (const [aggregate, all] of facts) {
    const sequences = all.map(({ sequence }) => sequence).sort((a, b) => a - b);
    // A payment's and a refund's sequence counts their versions; an order's counts its facts.
    if (aggregate.startsWith('ord_') && sequences.some((sequence, index) => sequence !== index + 1))
      broken.push(`log: ${aggregate} has the sequences ${sequences.join(', ')}`);
  }
  for (const { id, status, paidAt, sequence } of itemsOf(story, 'orders', 'order')) {
    const types = (facts.get(id) ?? []).map(({ type }) => type);
    const count = (type: string): number => types.filter((one) => one === type).length;
    if (types.length !== sequence) broken.push(`log: ${id} has ${types.length} facts of ${sequence}`);
    if (count('order.placed') !== 1) broken.push(`log: ${id} was placed ${count('order.placed')} times`);
    if (count('order.paid') !== (paidAt === null ? 0 : 1))
      broken.push(`log: ${id} was paid ${count('order.paid')} times`);
    if (status === 'expired' && count('order.expired') !== 1) broken.push(`log: ${id} expired without its fact`);
    if (status === 'cancelled' && count('order.cancelled') !== 1)
      broken.push(`log: ${id} was cancelled without its fact`);
  }
  return broken;
};
