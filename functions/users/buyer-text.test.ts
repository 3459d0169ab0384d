import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { BuyerMetadata } from './buyer-text.ts';
import { ContactInput } from './contact.ts';

const faultOf = (metadata: unknown): string | undefined =>
  z.safeParse(BuyerMetadata, metadata).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)[0];

test.each([
  ['4111 1111 1111 1111', 'card number'],
  ['pay with 4242-4242-4242-4242', 'card number'],
  ['５５５５５５５５５５５５４４４４', 'card number'],
  ['ada@example.com', 'e-mail address'],
  ['for Ada <ada.lovelace+x@mail.example.co.uk>', 'e-mail address'],
  ['ada＠example.com', 'e-mail address'],
  ['+353 87 123 4567', 'telephone number'],
  ['call +353871234567 first', 'telephone number'],
  ['0049 (30) 123456-78', 'telephone number'],
  ['+1 (555) 123-4567', 'telephone number'],
  ['(555) 123-4567', 'telephone number'],
  ['555-123-4567', 'telephone number'],
  ['087 123 4567', 'telephone number'],
  ['030/1234 567', 'telephone number'],
  ['0871234567', 'telephone number'],
])('%j in metadata is refused as a %s', (text, what) => {
  expect(faultOf({ note: text })).toMatch(new RegExp(`^note must not contain an? ${what}`));
});

test('names are looked at, too', () => {
  expect(faultOf({ '4111111111111111': 'x' })).toMatch(/card number/);
  expect(faultOf({ phone: '5551234567' })).toMatch(/telephone number/);
  expect(faultOf({ note: '5551234567' })).toBeUndefined();
});

test.each([
  'gift: yes', '2026-01-31', '2026-01-31T12:30:00.000Z', '31.12.2026 18:00', '4006381333931', '1.2.3', '10 x 20 cm',
  'ord_01JABCDEFGHJKMNPQRSTVWXYZ0', '550e8400-e29b-41d4-a716-446655440000', '192.168.10.20', '@floodgate', '100 200',
  'campaign 2026 / 12', '000123', '12,50', 'https://shop.example/a?b=1', '1234567890123', '',
])('%j in metadata is taken', (text) => {
  expect(faultOf({ note: text })).toBeUndefined();
}); // biome-ignore format: a list

const address = { name: 'Ada', line1: '1 Way', city: 'Graz', postalCode: '8010', country: 'AT' };
const contact = (more: object, email = 'ada@example.com') =>
  z.safeParse(ContactInput, { email, shippingAddress: { ...address, ...more } });
const card = '4242 4242 4242 4242';

test.each(['name', 'line1', 'line2', 'city', 'region', 'phone'])(
  'a card number as the %s of an address is refused',
  (field) => {
    const issues = contact({ [field]: card }).error?.issues.map(({ path }) => path.join('.'));
    expect(issues).toEqual([`shippingAddress.${field}`]);
  },
);

test('a card number is refused in the billing address and in the e-mail, and before the field is called anything', () => {
  const billing = z.safeParse(ContactInput, {
    email: 'ada@example.com',
    shippingAddress: address,
    billingAddress: { ...address, name: `Ada ${card}` },
  });
  expect(billing.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['billingAddress.name', 'must not contain a card number'],
  ]);
  expect(contact({}, '4242424242424242@example.com').success).toBe(false);
  expect(contact({ postalCode: '4222222222222' }).success).toBe(false);
});

test.each(['+49 151 12345678', '+4915112345676', '0151 12345678', '+353 87 123 4567', '087 1234567 ext. 12', ''])(
  '%j is a telephone number',
  (phone) => {
    expect(contact({ phone }).success).toBe(true);
  },
);
