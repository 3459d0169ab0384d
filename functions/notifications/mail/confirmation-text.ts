import type { Contact } from '../../users/public.ts';
import type { ConfirmedOrder } from '../notification.ts';
import { priceText } from './amounts.ts';
import type { ShopOfMail } from './shop.ts';
import { addressLines, greeting, includedTaxes, nextStep, sumRows, testNotice } from './summary.ts';

const WIDTH = 64;
const rule = '-'.repeat(WIDTH);

/** A label to the left and an amount to the right; a long label stands on lines of its own. */
const row = (left: string, right: string): string => {
  const room = WIDTH - right.length - 2;
  const lines = wrapped(left, left.length > room ? WIDTH : room);
  const last = lines.at(-1) ?? '';
  return last.length <= room
    ? [...lines.slice(0, -1), `${last.padEnd(WIDTH - right.length)}${right}`].join('\n')
    : [...lines, right.padStart(WIDTH)].join('\n');
};

const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const address = (title: string, of: Contact['shippingAddress']): string => `${title}\n\n${addressLines(of).join('\n')}`;

/** The confirmation as plain text: complete, for those who read mail that way. */
export const confirmationText = (order: ConfirmedOrder, contact: Contact, shop: ShopOfMail, placed: string): string => {
  const { shippingAddress, billingAddress } = contact;
  const orderUrl = shop.orderUrl(order.orderId);
  return [
    ...(order.test ? [wrapped(testNotice, WIDTH).join('\n'), ''] : []),
    `${greeting(contact)}`,
    '',
    ...wrapped(nextStep(order), WIDTH),
    '',
    `Order    ${order.number}`,
    `Placed   ${placed}`,
    ...(orderUrl ? ['', `See your order: ${orderUrl}`] : []),
    '',
    rule,
    ...order.lines.flatMap((line) => [
      row(line.title, priceText(line.subtotal)),
      `  ${line.quantity} × ${priceText(line.unitPrice)} · ${line.sku}`,
      ...(line.discount.amount > 0 ? [`  Discount −${priceText(line.discount)}`] : []),
    ]),
    rule,
    ...sumRows(order).map(({ label, amount }) => row(label, amount)),
    row('Total', priceText(order.totals.total)),
    ...includedTaxes(order),
    '',
    address(billingAddress ? 'Ship to' : 'Ship and bill to', shippingAddress),
    ...(billingAddress ? ['', address('Bill to', billingAddress)] : []),
    '',
    rule,
    shop.name,
    ...(shop.url ? [shop.url] : []),
    '',
  ].join('\n');
};
