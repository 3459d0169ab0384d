import type { KeptItem } from './kept.ts';

/** For tests: the kept items of small shops, literally as they lie in the tables. */
export type Shop = Map<string, KeptItem>;
type Values = Record<string, unknown>;

export const put = (shop: Shop, module: string, pk: string, sk: string, values: Values): void => {
  shop.set(`${module} ${pk} ${sk}`, { module, item: { ...values, pk, sk } });
};
/** Changes an item that is there. */
export const change = (shop: Shop, at: string, values: Values): void => {
  const found = shop.get(at);
  if (!found) throw new Error(`no item at ${at}`);
  shop.set(at, { ...found, item: { ...found.item, ...values } });
};

/** What a fact that is there says. */
export const saidIn = (shop: Shop, aggregate: string, sequence: number): Values => {
  const found = [...shop.values()].find(
    ({ item }) => item['pk'] === aggregate && item['sk'] === `event#${digits(sequence, 10)}`,
  );
  if (!found) throw new Error(`no fact ${sequence} of ${aggregate}`);
  return (found.item as { event: { data: Values } }).event.data;
};

const digits = (value: number, length: number): string => String(value).padStart(length, '0');
const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const fact = (shop: Shop, aggregate: string, sequence: number, type: string, data: Values): void =>
  put(shop, type.startsWith('order.') ? 'orders' : 'billing', aggregate, `event#${digits(sequence, 10)}`, {
    type: 'event',
    event: { id: `evt_${aggregate}_${sequence}`, type, version: 1, aggregate, sequence, data },
  });
export const counter = (shop: Shop, what: string, shard: number, values: Values): void =>
  put(shop, 'inventory', `stock#${what}#${shard}`, 'shard', { open: false, ...values });
export const ticket = (shop: Shop, what: string, shard: number, from: number, values: Values): void =>
  put(shop, 'inventory', `tick#${what}#${shard}#${Math.floor(from / 64)}`, digits(from, 12), values);
export const ticketAt = (what: string, shard: number, from: number): string =>
  `inventory tick#${what}#${shard}#${Math.floor(from / 64)} ${digits(from, 12)}`;
export const credit = (shop: Shop, what: string, shard: number, k: number, parts: { id: string; q: number }[]): void =>
  put(shop, 'inventory', `credit#${what}#${shard}`, digits(k, 12), {
    q: parts.reduce((sum, { q }) => sum + q, 0),
    parts,
  });

/** A ticket of mugs, as an order's facts name it. */
export const unit = (from: number, quantity: number) => ({ what: 'var_1', shard: 0, from, quantity });

const snapshot = (orderId: string, tickets: Values[], quantity: number) => ({
  orderId,
  currency: 'EUR',
  tickets,
  lines: [{ id: '1', variantId: 'var_1', sku: 'MUG', quantity, total: eur(1000 * quantity) }],
  shipping: { total: eur(490) },
  totals: { total: eur(1000 * quantity + 490) },
  coupons: tickets.some(({ what }) => what === 'coupon#SUMMER') ? ['SUMMER'] : [],
  buyerKey: 'ada',
});
/** The facts of an order of so many mugs, placed and, with a payment, paid. */
export const order = (
  shop: Shop,
  id: string,
  asked: { tickets: Values[]; quantity: number; paymentId?: string; coupons?: string[] },
): void => {
  const { tickets, quantity, paymentId, coupons } = asked;
  const said = { ...snapshot(id, tickets, quantity), ...(coupons ? { coupons } : {}) };
  fact(shop, id, 1, 'order.placed', { ...said, cart: `cart of ${id}` });
  if (paymentId) fact(shop, id, 2, 'order.paid', { ...said, paymentId });
  put(shop, 'orders', id, 'order', { id, status: paymentId ? 'paid' : 'pending', sequence: paymentId ? 2 : 1 });
};
/** A payment whose money came, at the test provider. */
export const payment = (shop: Shop, id: string, orderId: string, amount: number): void => {
  const said = { orderId, amount: eur(amount), provider: 'test' };
  fact(shop, id, 2, 'payment.succeeded', { ...said, paymentId: id, status: 'succeeded' });
  put(shop, 'billing', id, 'payment', { id, ...said, status: 'succeeded', objectId: `tpo_${id}` });
  put(shop, 'billing', 'test#1', `tpo_${id}`, {
    kind: 'payment',
    id: `tpo_${id}`,
    paymentId: id,
    currency: 'EUR',
    charged: amount,
    units: amount,
    paidAt: null,
  });
};
/** A refund that has arrived. */
export const refund = (shop: Shop, id: string, paymentId: string, orderId: string, amount: number): void => {
  const said = { paymentId, orderId, amount: eur(amount) };
  fact(shop, id, 2, 'refund.succeeded', { refundId: id, ...said });
  put(shop, 'billing', id, 'refund', { id, ...said, status: 'succeeded' });
  put(shop, 'billing', 'test#1', `trf_${id}`, {
    kind: 'refund',
    id: `trf_${id}`,
    refundId: id,
    paymentObject: `tpo_${paymentId}`,
    units: amount,
    status: 'succeeded',
  });
};

/**
 * A shop at rest: ten mugs; three sold to `ord_paid` with a coupon, two of an order that expired and came back, one of
 * an order whose money came too late and went back.
 */
export const aShop = (): Shop => {
  const shop: Shop = new Map();
  const ofPaid = [
    { what: 'var_1', shard: 0, from: 0, quantity: 3 },
    { what: 'coupon#SUMMER', shard: 0, from: 0, quantity: 1 },
    { what: 'limit#coupon#SUMMER#ada', shard: 0, from: 0, quantity: 1 },
  ];
  put(shop, 'pricing', 'promotions', 'prm_1', { code: 'SUMMER', totalLimit: 1, customerLimit: 2 });
  put(shop, 'pricing', 'promotions', 'prm_2', { code: null, totalLimit: null, customerLimit: null });
  const ofExpired = [{ what: 'var_1', shard: 0, from: 3, quantity: 2 }];
  counter(shop, 'var_1', 0, { n: 7, t: 5, c: 2 });
  credit(shop, 'var_1', 0, 1, [{ id: 'opening', q: 10 }]);
  credit(shop, 'var_1', 0, 2, [{ id: 'ticket-0-3', q: 2 }]);
  ticket(shop, 'var_1', 0, 0, { q: 3, state: 'claimed', ref: 'ord_paid' });
  ticket(shop, 'var_1', 0, 3, { q: 2, state: 'released', ref: 'ord_late' });
  counter(shop, 'coupon#SUMMER', 0, { n: 0, t: 1, c: 1 });
  credit(shop, 'coupon#SUMMER', 0, 1, [{ id: 'opening', q: 1 }]);
  ticket(shop, 'coupon#SUMMER', 0, 0, { q: 1, state: 'claimed', ref: 'ord_paid' });
  counter(shop, 'limit#coupon#SUMMER#ada', 0, { n: 1, t: 1, c: 1 });
  credit(shop, 'limit#coupon#SUMMER#ada', 0, 1, [{ id: 'opening', q: 2 }]);
  ticket(shop, 'limit#coupon#SUMMER#ada', 0, 0, { q: 1, state: 'claimed', ref: 'ord_paid' });
  order(shop, 'ord_paid', { tickets: ofPaid, quantity: 3, paymentId: 'pay_1' });
  payment(shop, 'pay_1', 'ord_paid', 3490);
  order(shop, 'ord_late', { tickets: ofExpired, quantity: 2 });
  fact(shop, 'ord_late', 2, 'order.expired', { orderId: 'ord_late', tickets: ofExpired });
  put(shop, 'orders', 'ord_late', 'order', { id: 'ord_late', status: 'expired', sequence: 2 });
  payment(shop, 'pay_late', 'ord_late', 2490);
  refund(shop, 'ref_late', 'pay_late', 'ord_late', 2490);
  return shop;
};

/** The sums that the audit keeps of the mugs of `aShop`. */
export const sumUp = (shop: Shop): void =>
  put(shop, 'inventory', 'audit#var_1#0', 'sums', {
    ...{ through: 2, credited: 12, cameBack: 3399028805 },
    origins: { opening: 10, returned: 2, adjusted: 0, raised: 0, restocked: 0 },
    ...{ below: 0, states: { shipped: 0, released: 0, void: 0, moved: 0, adjusted: 0 }, ended: 0 },
  });
