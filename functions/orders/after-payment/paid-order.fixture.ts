import { money } from '#lib/money.ts';
import type { Order, OrderLine } from '../order/order.ts';

/** For tests: orders that were paid. */
export const eur = (amount: number) => money(amount, 'EUR');

export const aLine = (id: string, quantity: number, total: number): OrderLine => ({
  id,
  variantId: `var_${id}`,
  sku: id,
  title: id,
  quantity,
  unitPrice: eur(Math.floor(total / quantity)),
  subtotal: eur(total),
  discount: eur(0),
  tax: eur(0),
  taxRate: '0',
  total: eur(total),
  requiresShipping: true,
  fulfilled: 0,
  cancelled: 0,
  refunded: 0,
  returned: 0,
});

/** An order as it is after its money came. */
export const anOrder = (lines: OrderLine[], shipping = 0): Order => {
  const goods = lines.reduce((sum, line) => sum + line.total.amount, 0);
  const at = '2026-01-01T00:00:00.000Z';
  return {
    id: 'ord_1', number: 'n', version: 2, sequence: 2, status: 'paid', paymentStatus: 'paid', fulfilmentStatus: 'unfulfilled',
    returnStatus: 'none', cartId: 'crt_1', currency: 'EUR', pricesIncludeTax: true, lines,
    shipping: { optionId: 'standard', name: 'Standard', total: eur(shipping), tax: eur(0), taxRate: '0' },
    totals: { subtotal: eur(goods), discount: eur(0), shipping: eur(shipping), tax: eur(0), total: eur(goods + shipping) },
    taxLines: [], coupons: [], contactRef: 'c', buyerKey: 'b', country: 'DE', region: null, postalPrefix: '101',
    tickets: lines.map((line) => ({ what: line.variantId, shard: 0, from: 0, quantity: line.quantity })), openPayment: null,
    paidBy: 'pay_1', refusedPayments: [], reacquiringUntil: null, test: true, placedAt: at, paidAt: at, expiresAt: at, metadata: {}, history: [],
  }; // biome-ignore format: a record
};
