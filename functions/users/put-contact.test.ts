import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { transact, write } from '#lib/table.ts';
import { buyerKeysOf, contactWrite, heldContact, readContact } from './public.ts';

const contact = {
  email: 'ada@example.com',
  shippingAddress: { name: 'Ada Lovelace', line1: '1 Way', city: 'Graz', postalCode: '8010', country: 'AT' },
};
const NOW = 1_767_225_600_000;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
afterEach(() => void vi.useRealTimers());

test('a contact is read back by its reference, without what the table adds', async () => {
  const { write: put, contactRef } = contactWrite(contact, NOW);
  await write(put);
  expect(contactRef).toMatch(/^con_[0-9A-Z]{26}$/);
  expect(await readContact(contactRef)).toEqual(contact);
});

test('a contact is never changed: the same write again is refused, and the same contact again is a new one', async () => {
  const first = contactWrite(contact, NOW);
  await write(first.write);
  await expect(write(first.write)).rejects.toThrow('condition of write 0 failed');
  expect(contactWrite(contact, NOW).contactRef).not.toBe(first.contactRef);
});

test('a contact goes after 120 days unless an order holds it, and is none by then whether or not it went', async () => {
  const [left, held] = [contactWrite(contact, NOW), contactWrite(contact, NOW)];
  await transact([left.write, held.write]);
  await write(heldContact(held.contactRef, () => new Error('gone')));
  vi.setSystemTime(NOW + 120 * 86_400_000 - 1000);
  expect(await readContact(left.contactRef)).toEqual(contact);
  vi.setSystemTime(NOW + 120 * 86_400_000);
  expect(await readContact(left.contactRef)).toBeUndefined();
  expect(await readContact(held.contactRef)).toEqual(contact);
  await expect(write(heldContact('con_01JZZZZZZZZZZZZZZZZZZZZZZZ', () => new Error('gone')))).rejects.toThrow('gone');
});

test('a reference that leads nowhere is no contact', async () => {
  expect(await readContact('con_01JZZZZZZZZZZZZZZZZZZZZZZZ')).toBeUndefined();
});

test('one buyer has one key whatever the case of the address, another buyer another, and it tells no address', () => {
  const keyOf = (email: string) => buyerKeysOf(email).buyerKey;
  expect(keyOf('ada@example.com')).toBe(keyOf('Ada@example.com'));
  expect(keyOf('ada@example.com')).not.toBe(keyOf('eve@example.com'));
  expect(keyOf('ada@example.com')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
