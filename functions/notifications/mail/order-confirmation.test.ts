import { describe, expect, test } from 'vitest';
import { confirmedOrder, contact, eur } from '../fixtures/paid-order.ts';
import { dayText, priceText, rateText } from './amounts.ts';
import { orderConfirmation } from './order-confirmation.ts';

const shop = {
  name: 'Tea & Co',
  url: 'https://tea.example',
  timeZone: 'Europe/Vienna',
  orderUrl: (id: string) => `https://tea.example/o/${id}/k1.secret`,
};
const order = confirmedOrder();
const textOf = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

describe('the confirmation of an order', () => {
  test('goes to the buyer, with the order’s number in its subject', () => {
    expect(orderConfirmation(order, contact, shop)).toMatchObject({
      to: 'ada@example.com',
      subject: 'Order 7KQ4-2M9X-81 is confirmed',
    });
  });

  test('shows lines, sums, tax and address alike in HTML and in text', () => {
    const mail = orderConfirmation(order, contact, shop);
    for (const shown of [textOf(mail.html), mail.text.replace(/\s+/g, ' ')]) {
      expect(shown).toContain('Thank you, Ada Lovelace');
      expect(shown).toContain('7KQ4-2M9X-81');
      expect(shown).toContain('Mug – Blue');
      expect(shown).toContain('2 × €12.00 · MUG-BLUE');
      expect(shown).toContain('Discount −€4.00');
      expect(shown).toContain('Subtotal €24.00');
      expect(shown).toContain('Discount (TEA4) −€4.00');
      expect(shown).toContain('Standard delivery €4.90');
      expect(shown).toContain('Total €24.90');
      expect(shown).toContain('Includes VAT 20%: €4.15');
      expect(shown).toContain('8010 Graz');
      expect(shown).toContain('Austria');
      expect(shown).toContain('Tea & Co');
      expect(shown).toContain('22 November 2026');
      expect(shown).toContain('See your order');
    }
  });

  test('taxes that are added stand in the sum, and shipping without charge is free', () => {
    const mail = orderConfirmation(
      {
        ...order,
        taxLines: [{ name: 'VAT', rate: '0.081', included: false, amount: eur(162) }],
        totals: { ...order.totals, shipping: eur(0) },
      },
      contact,
      shop,
    );
    expect(textOf(mail.html)).toContain('VAT 8.1% €1.62');
    expect(textOf(mail.html)).not.toContain('Includes');
    expect(textOf(mail.html)).toContain('Standard delivery Free');
  });

  test('a test order says so, in its subject too', () => {
    const mail = orderConfirmation({ ...order, test: true }, contact, shop);
    expect(mail.subject).toBe('[Test] Order 7KQ4-2M9X-81 is confirmed');
    expect(mail.html).toContain('This is a test order.');
    expect(mail.text).toContain('This is a test order.');
  });

  test('what people typed is text and never markup', () => {
    const evil = '<script>alert("x")</script>';
    const line = { ...order.lines[0]!, title: evil, sku: '"><img src=x>' };
    const mail = orderConfirmation(
      { ...order, lines: [line], coupons: [evil] },
      { ...contact, shippingAddress: { ...contact.shippingAddress, name: evil } },
      { ...shop, name: evil },
    );
    expect(mail.html).not.toContain('<script');
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  });

  test('it loads nothing from anywhere, and without a storefront it links to nothing', () => {
    expect(orderConfirmation(order, contact, shop).html).not.toMatch(/src=|url\(|@import|<link/);
    expect(
      orderConfirmation(order, contact, { ...shop, url: undefined, orderUrl: () => undefined }).html,
    ).not.toContain('href=');
  });

  test('forty lines stay far below the 102 kB at which mail programs cut', () => {
    const lines = Array.from({ length: 40 }, (_, i) => ({ ...order.lines[0]!, id: `l${i}`, title: 'T'.repeat(120) }));
    expect(orderConfirmation({ ...order, lines }, contact, shop).html.length).toBeLessThan(90_000);
  });

  test('a second address is shown beside the first', () => {
    const billingAddress = { ...contact.shippingAddress, name: 'Engines Ltd', region: 'Styria' };
    const { text } = orderConfirmation(order, { ...contact, billingAddress }, shop);
    expect(text).toContain('Ship to\n\nAda Lovelace');
    expect(text).toContain('Bill to\n\nEngines Ltd\n1 Way\n8010 Graz, Styria\nAustria');
  });
});

describe('amounts for people', () => {
  test.each([
    [{ amount: 1200, currency: 'EUR' }, '€12.00'],
    [{ amount: 5, currency: 'USD' }, '$0.05'],
    [{ amount: 1099, currency: 'JPY' }, '¥1,099'],
    [{ amount: 1500, currency: 'KWD' }, 'KWD 1.500'],
    [{ amount: -250, currency: 'GBP' }, '-£2.50'],
    [{ amount: 900_719_925_474_099, currency: 'EUR' }, '€9,007,199,254,740.99'],
  ])('%j is %s', (amount, text) => {
    expect(priceText(amount).replace(/\u00a0/g, ' ')).toBe(text);
  });
  test.each([
    ['0.20', '20%'],
    ['0.081', '8.1%'],
    ['0.255', '25.5%'],
  ])('the rate %s is %s', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
  test('a day is a day of the shop’s time zone', () => {
    expect(dayText(1_767_225_600_000 - 1, 'UTC')).toBe('31 December 2025');
    expect(dayText(1_767_225_600_000 - 1, 'Europe/Vienna')).toBe('1 January 2026');
  });
});
