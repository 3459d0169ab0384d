import type { Contact } from '../../users/public.ts';
import type { ConfirmedOrder } from '../notification.ts';
import { priceText, rateText } from './amounts.ts';

/** A row of the sum: what, and how much. */
export interface SumRow {
  readonly label: string;
  readonly amount: string;
}

/** What leads from the subtotal to the total, in order. Taxes that the prices include are told apart: they add nothing. */
export const sumRows = (order: ConfirmedOrder): SumRow[] => {
  const { totals, shipping } = order;
  const coupons = order.coupons.length ? ` (${order.coupons.join(', ')})` : '';
  return [
    { label: 'Subtotal', amount: priceText(totals.subtotal) },
    ...(totals.discount.amount > 0 ? [{ label: `Discount${coupons}`, amount: `−${priceText(totals.discount)}` }] : []),
    ...(shipping
      ? [{ label: shipping.name, amount: totals.shipping.amount === 0 ? 'Free' : priceText(totals.shipping) }]
      : []),
    ...order.taxLines
      .filter((line) => !line.included)
      .map((line) => ({ label: `${line.name} ${rateText(line.rate)}`, amount: priceText(line.amount) })),
  ];
};

/** The taxes inside the total: `Includes VAT 20%: €4.82`. */
export const includedTaxes = (order: ConfirmedOrder): string[] =>
  order.taxLines
    .filter((line) => line.included)
    .map((line) => `Includes ${line.name} ${rateText(line.rate)}: ${priceText(line.amount)}`);

/** An address as it is written on a parcel. */
export const addressLines = (address: Contact['shippingAddress']): string[] =>
  [
    address.name,
    address.line1,
    address.line2,
    `${address.postalCode ?? ''} ${address.city}${address.region ? `, ${address.region}` : ''}`.trim(),
    countryName(address.country),
  ].filter((line): line is string => Boolean(line));

const countryName = (code: string): string => new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;

/** How an order is greeted: by the whole name, since no rule tells which part of a name is for addressing. */
export const greeting = (contact: Contact): string => `Thank you, ${contact.shippingAddress.name}`;

/** What happens next, in one sentence. */
export const nextStep = (order: ConfirmedOrder): string =>
  order.lines.some((line) => line.requiresShipping)
    ? 'Your payment has arrived and your order is confirmed. We will pack it and send it to the address below.'
    : 'Your payment has arrived and your order is confirmed.';

export const testNotice = 'This is a test order. No money was taken and nothing will be sent.';
