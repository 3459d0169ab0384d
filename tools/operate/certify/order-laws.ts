import type { Books, OrderStory, PaidFact, PlacedFact } from './books.ts';
import { differ, type Findings, onItsWay } from './laws.ts';

/** Where an order stands by its facts alone. `cancelled` is one that nobody had paid; a paid one stays `paid`. */
export type Standing = 'pending' | 'paid' | 'expired' | 'cancelled' | 'unknown';

export const standingOf = ({ types, placed, paid, ended }: OrderStory): Standing => {
  if (paid.length > 0) return 'paid';
  if (ended.length === 0) return placed.length > 0 ? 'pending' : 'unknown';
  return [...types.values()].includes('order.cancelled') ? 'cancelled' : 'expired';
};

/** What may follow what; a paid order is sent, taken back and called off in any order. */
const follows: Readonly<Record<string, readonly string[]>> = {
  '': ['order.placed'],
  'order.placed': ['order.paid', 'order.expired', 'order.cancelled'],
  'order.expired': ['order.paid'],
  'order.paid': ['order.fulfilled', 'order.returned', 'order.cancelled'],
  'order.fulfilled': ['order.fulfilled', 'order.returned'],
  'order.returned': ['order.fulfilled', 'order.returned'],
  'order.cancelled': [],
};

/** What may come at any time and moves no order. */
const beside: ReadonlySet<string> = new Set([
  'order.payment-failed',
  'order.refunded',
  'order.address-changed',
  'order.link-asked',
]);

/** The laws of each order by itself, and of all carts. */
export const orderLaws = ({ orders, promotions }: Books, findings: Findings): void => {
  const carts = new Map<string, string[]>();
  for (const [id, order] of orders) {
    story(id, order, findings);
    for (const placed of order.placed) {
      if (placed.cart !== undefined) carts.set(placed.cart, [...(carts.get(placed.cart) ?? []), id]);
      coupons(id, placed, promotions, findings);
    }
    for (const fact of [...order.placed, ...order.paid]) units(id, fact, findings);
    differ(findings, 'story', `${id}: paid`, Math.max(1, order.paid.length), 1);
    if (standingOf(order) === 'pending') findings.open.push({ kind: 'order pending', what: id });
  }
  for (const [cart, ids] of carts)
    if (ids.length > 1) differ(findings, 'cart', `cart ${cart}`, ids.join(' and '), 'one order');
};

const story = (id: string, { types }: OrderStory, findings: Findings): void => {
  let before = '';
  for (const [index, [sequence, type]] of [...types].sort(([a], [b]) => a - b).entries()) {
    differ(findings, 'story', `${id} fact ${sequence}`, sequence, index + 1);
    if (beside.has(type)) continue;
    if (!follows[before]?.includes(type)) {
      const expected = follows[before]?.join(' or ') || 'nothing';
      differ(findings, 'story', `${id} fact ${sequence}`, type, `${expected} after ${before || 'nothing'}`);
    }
    before = type;
  }
};

const units = (id: string, fact: PlacedFact | PaidFact, findings: Findings): void => {
  const wanted = new Map<string, number>();
  for (const { variantId, quantity } of fact.lines) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity);
  const held = new Map<string, number>();
  for (const { what, quantity } of fact.tickets) held.set(what, (held.get(what) ?? 0) + quantity);
  for (const [what, quantity] of wanted)
    differ(findings, 'units', `${id}: tickets of ${what}`, held.get(what) ?? 0, quantity);
  const lines = fact.lines.reduce((sum, line) => sum + line.total.amount, fact.shipping?.total.amount ?? 0);
  differ(findings, 'units', `${id}: total`, fact.totals.total.amount, lines);
};

/** A coupon's limits are stock, and an order holds a ticket of each; without one its use was never counted. */
const coupons = (id: string, placed: PlacedFact, promotions: Books['promotions'], findings: Findings): void => {
  for (const code of new Set(placed.coupons)) {
    const { totalLimit = null, customerLimit = null } = promotions.get(code) ?? {};
    const limits = [
      ...(totalLimit === null ? [] : [`coupon#${code}`]),
      ...(customerLimit === null ? [] : [`limit#coupon#${code}#${placed.limitKey ?? placed.buyerKey}`]),
    ];
    for (const limit of limits) {
      const taken = placed.tickets.filter(({ what }) => what === limit);
      const uses = taken.reduce((sum, { quantity }) => sum + quantity, 0);
      differ(
        findings,
        'coupon',
        `${id}: uses of ${code}${limit.startsWith('limit#') ? ' by its customer' : ''}`,
        uses,
        1,
      );
    }
  }
};

/** Rows are witnesses: what they say of an order must be in the log. */
export const orderRows = ({ orders }: Books, findings: Findings): void => {
  for (const [id, order] of orders) {
    const { row, types } = order;
    const standing = standingOf(order);
    if (!row) {
      differ(findings, 'log', `${id}: the order`, 'none', standing);
      continue;
    }
    differ(findings, 'log', `${id}: facts`, types.size, row.sequence);
    const said = row.status === 'expiring' ? 'pending' : row.status;
    const calledOff = standing === 'paid' && order.ended.some(({ paid }) => paid);
    differ(findings, 'log', `${id}: status`, said, calledOff ? 'cancelled' : standing);
    if (row.status === 'expiring') onItsWay(findings, 'order expiring', id);
  }
};
