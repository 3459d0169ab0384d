import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '#lib/money.ts';
import { anOrder } from '../../orders/after-payment/paid-order.fixture.ts';
import { afterFailure, decideRefund, type OrderRefund, type RefundInput } from '../../orders/after-payment/refund.ts';
import type { Order } from '../../orders/order/order.ts';
import type { BookedOrder } from '../../orders/public.ts';
import { quote } from '../../pricing/quote.ts';
import type { Cell } from '../csv/cells.ts';
import { csvLine } from '../csv/cells.ts';
import { orderHeader, orderRows } from './order-rows.ts';

const eur = (amount: number) => money(amount, 'EUR');
const textOf = (cell: Cell): string => csvLine([cell]).trimEnd();
/** The rows of an order by the names of their columns, as they stand in the file. */
const rowsOf = (booked: BookedOrder): Record<string, string>[] =>
  orderRows(booked).map((cells) => Object.fromEntries(cells.map((cell, index) => [orderHeader[index], textOf(cell)])));
const cents = (text: string | undefined): number => Math.round(Number(text ?? '0') * 100);
const sum = (rows: readonly Record<string, string>[], column: string): number =>
  rows.reduce((all, row) => all + cents(row[column]), 0);

interface Wanted {
  readonly included: boolean;
  readonly lines: readonly { readonly unitPrice: number; readonly quantity: number; readonly taxClass: string }[];
  readonly off: number;
  readonly country: string;
}
/** An order as pricing makes it, paid. */
const priced = ({ included, lines, off, country }: Wanted): Order => {
  const quoted = quote({
    currency: 'EUR',
    pricesIncludeTax: included,
    lines: lines.map((line, index) => ({
      id: `l${index}`, variantId: `var_${index}`, sku: `S${index}`, title: `Thing ${index}`, requiresShipping: true,
      ...line,
    })), // biome-ignore format: a record
    destination: { country, region: null, postalPrefix: '1' },
    shippingOptionId: 'standard',
    discounts: off > 0 ? [{ amount: off }] : [],
  });
  const zero = { fulfilled: 0, cancelled: 0, refunded: 0, returned: 0 };
  return {
    ...anOrder([]),
    ...quoted,
    country,
    lines: quoted.lines.map((line) => ({ ...line, ...zero })),
    shipping: quoted.shipping,
  };
};
const payment = { id: 'pay_1', provider: 'stripe' as const, objectId: 'cs_1', chargeId: 'pi_1' };

/** Refunds an order step by step, as the shop does. */
const refundedBy = (before: Order, inputs: readonly (RefundInput & { readonly fails?: boolean })[]): BookedOrder => {
  let order = before;
  const refunds: OrderRefund[] = [];
  for (const [index, { fails, ...input }] of inputs.entries()) {
    try {
      const { amount, lines, shipping, change } = decideRefund(order, input);
      const at = `2026-02-0${index + 1}T00:00:00.000Z`;
      const one = {
        id: `ref_${index}`, status: 'succeeded' as const, paymentId: 'pay_1', amount, reason: 'r', lines, shipping,
        returnId: null, createdAt: at, settledAt: at,
      }; // biome-ignore format: a record
      order = { ...order, ...change };
      if (fails) order = { ...order, ...afterFailure(order, one) };
      else refunds.push(one);
    } catch (error) {
      if ((error as { name?: string }).name !== 'Refusal') throw error;
    }
  }
  return { order, refunds, payment };
};

describe('an order in the export', () => {
  const order: Order = {
    ...priced({
      included: true,
      lines: [{ unitPrice: 1200, quantity: 2, taxClass: 'standard' }],
      off: 0,
      country: 'DE',
    }),
    number: '7K3M-9X2T-4BDA-C',
    coupons: ['=SPRING'],
  };

  it('is a row for its line and one for its shipping, with country, rate, tax and the provider’s reference', () => {
    const [line, shipping, ...rest] = rowsOf({ order, refunds: [], payment });
    expect(rest).toEqual([]);
    expect(line).toEqual({
      Order: '7K3M-9X2T-4BDA-C', 'Order ID': 'ord_1', Row: 'line', Date: '2026-01-01T00:00:00.000Z',
      'Placed at': '2026-01-01T00:00:00.000Z', 'Paid at': '2026-01-01T00:00:00.000Z', Status: 'paid',
      'Payment status': 'paid', 'Fulfilment status': 'unfulfilled', Dispute: '', Test: 'TRUE', Country: 'DE', Region: '',
      'Postal prefix': '101', Coupons: "'=SPRING", Currency: 'EUR', 'Prices include tax': 'TRUE',
      'Order total': '28.90', 'Order refunded': '0.00', 'Line ID': 'l0', SKU: 'S0', Title: 'Thing 0', Quantity: '2',
      'Unit price': '12.00', Subtotal: '24.00', Discount: '0.00', Net: '20.17', 'Tax name': 'VAT', 'Tax rate': '0.19',
      Tax: '3.83', Total: '24.00', 'Payment ID': 'pay_1', Provider: 'stripe', 'Provider reference': 'pi_1', 'Refund ID': '',
    }); // biome-ignore format: a record
    expect(shipping).toMatchObject({ Row: 'shipping', 'Order total': '', Tax: '0.78', Total: '4.90', Country: 'DE' });
  });

  it('that was refunded has rows below zero, on the day the money went', () => {
    const rows = rowsOf(refundedBy(order, [{ lines: [{ lineId: 'l0', quantity: 1, restock: false }] }, {}]));
    expect(
      rows
        .slice(2)
        .map((row) => [row['Row'], row['Date'], row['Quantity'], row['Tax'], row['Total'], row['Refund ID']]),
    ).toEqual([
      ['refund-line', '2026-02-01T00:00:00.000Z', '-1', '-1.92', '-12.00', 'ref_0'],
      ['refund-line', '2026-02-02T00:00:00.000Z', '-1', '-1.91', '-12.00', 'ref_1'],
      ['refund-shipping', '2026-02-02T00:00:00.000Z', '', '-0.78', '-4.90', 'ref_1'],
    ]);
    expect(rows[0]?.['Order refunded']).toBe('28.90');
  });

  it('whose refund is on its way has no date for it yet', () => {
    const booked = refundedBy(order, [{ amount: eur(500) }]);
    const refunds = booked.refunds.map((one) => ({ ...one, status: 'pending' as const, settledAt: null }));
    const rows = rowsOf({ ...booked, refunds });
    expect(rows.at(-1)).toMatchObject({
      Row: 'refund-other',
      Date: '',
      Tax: '-0.80',
      'Tax rate': '0.19',
      Total: '-5.00',
    });
  });

  it('that was never paid has no date', () => {
    const rows = rowsOf({
      order: { ...order, status: 'expired', paidAt: null, paidBy: null },
      refunds: [],
      payment: undefined,
    });
    expect(rows.map((row) => [row['Date'], row['Provider'], row['Status']])).toEqual([
      ['', '', 'expired'],
      ['', '', 'expired'],
    ]);
  });
});

describe('the books of any order', () => {
  const wanted = fc.record({
    included: fc.boolean(),
    lines: fc.array(
      fc.record({
        unitPrice: fc.integer({ min: 1, max: 100_000 }),
        quantity: fc.integer({ min: 1, max: 9 }),
        taxClass: fc.constantFrom('standard', 'exempt'),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    off: fc.nat(300),
    country: fc.constantFrom('DE', 'IE', 'FR', 'US'),
  });
  const asked = fc.array(
    fc.record(
      {
        lines: fc.array(fc.record({ lineId: fc.constantFrom('l0', 'l1', 'l2'), quantity: fc.integer({ min: 1, max: 3 }), restock: fc.boolean() }), { minLength: 1, maxLength: 1 }),
        shipping: fc.boolean(),
        amount: fc.integer({ min: 1, max: 5000 }).map(eur),
        fails: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 4 },
  ); // biome-ignore format: a table

  it('add up: a sale to its total, tax by rate to its tax lines, all rows to what was kept', () => {
    fc.assert(
      fc.property(wanted, asked, (input, inputs) => {
        const before = priced(input);
        const booked = refundedBy(before, inputs as never);
        const rows = rowsOf(booked);
        const sale = rows.filter((row) => !row['Row']?.startsWith('refund'));
        const back = rows.filter((row) => row['Row']?.startsWith('refund'));
        const { totals, taxLines, refundedTotal } = booked.order;
        expect(sum(sale, 'Total')).toBe(totals.total.amount);
        expect(sum(sale, 'Tax')).toBe(totals.tax.amount);
        for (const { rate, amount } of taxLines)
          expect(
            sum(
              sale.filter((row) => row['Tax rate'] === rate),
              'Tax',
            ),
          ).toBe(amount.amount);
        expect(sum(back, 'Total') + (refundedTotal?.amount ?? 0)).toBe(0);
        expect(sum(rows, 'Order total')).toBe(totals.total.amount);
        for (const row of rows.filter(({ Net }) => Net !== ''))
          expect(cents(row['Net']) + cents(row['Tax'])).toBe(cents(row['Total']));
      }),
    );
  });

  it('end at no tax when each line and the shipping went back, in whatever pieces', () => {
    fc.assert(
      fc.property(wanted, asked, (input, inputs) => {
        const pieces = inputs.map(({ lines, shipping }) => ({
          ...(lines ? { lines } : {}),
          ...(shipping ? { shipping } : {}),
        }));
        const named = pieces.filter((piece) => piece.lines || piece.shipping);
        const booked = refundedBy(priced(input), [...(named as RefundInput[]), {}]);
        if (booked.order.refundedTotal?.amount !== booked.order.totals.total.amount) return;
        const rows = rowsOf(booked);
        expect(rows.some((row) => row['Row'] === 'refund-other')).toBe(false);
        expect([sum(rows, 'Tax'), sum(rows, 'Total')]).toEqual([0, 0]);
      }),
    );
  });
});
