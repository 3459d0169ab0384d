import { expect, test } from 'vitest';
import { contact, eur } from '../../fixtures/paid-order.ts';
import { orderCancelled, orderExpired, orderLink, paymentFailed, refundSent } from './notices.ts';

const shop = {
  name: 'Tea & Co',
  url: 'https://tea.example',
  timeZone: 'Europe/Vienna',
  orderUrl: (id: string) => `https://tea.example/o/${id}/k1.secret`,
};
const order = { orderId: 'ord_1', number: '7KQ4-2M9X-81', contactRef: 'con_1', test: false };
const line = { lineId: 'l', variantId: 'v', sku: 'MUG', title: 'Mug <Blue>', quantity: 2 };
const mails = {
  cancelled: orderCancelled({ ...order, paid: false }, contact, shop),
  'cancelled after it was paid': orderCancelled({ ...order, paid: true }, contact, shop),
  expired: orderExpired(order, contact, shop),
  failed: paymentFailed({ ...order, expiresAt: '2026-11-22T13:05:00.000Z' }, contact, shop),
  refunded: refundSent({ ...order, amount: eur(1200), lines: [line] }, contact, shop),
  link: orderLink(order, contact, shop),
};

test.each(Object.entries(mails))('%s: to the buyer, with number and way back, alike in HTML and text', (_, mail) => {
  expect(mail.to).toBe('ada@example.com');
  for (const shown of [mail.html, mail.text]) {
    expect(shown).toContain('7KQ4-2M9X-81');
    expect(shown).toContain('https://tea.example/o/ord_1/k1.secret');
    expect(shown).not.toContain('undefined');
  }
});

test('each says what happened to the money', () => {
  expect(mails.cancelled.text).toContain('You have paid nothing');
  expect(mails['cancelled after it was paid'].text).toContain('Your money is on its way back');
  expect(mails.expired.text).toContain('You have paid nothing');
  expect(mails.failed.text).toContain('until 22 November 2026 at 14:05 CET');
  expect(mails.refunded.text).toContain('€12.00 is on its way back to you');
});

test('goods are escaped, and a test order says so', () => {
  expect(mails.refunded.html).toContain('2 × Mug &lt;Blue&gt;');
  const test = orderLink({ ...order, test: true }, contact, shop);
  expect(test.subject).toBe('[Test] Your way back to order 7KQ4-2M9X-81');
});

test('without a storefront there is no link', () => {
  const mail = orderLink(order, contact, { ...shop, url: undefined, orderUrl: () => undefined });
  expect(mail.html).not.toMatch(/<a /);
  expect(mail.text).not.toContain('http');
});
