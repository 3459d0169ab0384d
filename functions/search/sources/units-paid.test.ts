import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import event from '../../../events/search/on-order-paid.json' with { type: 'json' };
import { article, deliver } from '../../../test/support/shop.ts';
import * as onOrderPaid from '../queue/on-order-paid.ts';
import { rollUpUnits } from './units-paid.ts';
import { readTotal } from './units-table.ts';

const DAY_MS = 86_400_000;
/** A time that no other test has; 90 days end with its day. */
const NOON = Date.parse('2031-03-20T12:00:00.000Z');
beforeEach(() => void vi.useFakeTimers({ now: NOON, toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

/** An event of an order that was paid so many days before noon. */
const paid = (variantId: string, quantity: number, daysBefore = 0) => ({
  ...event,
  id: newId('evt'),
  data: {
    ...event.data,
    orderId: newId('ord'),
    paidAt: isoTime(NOON - daysBefore * DAY_MS),
    lines: event.data.lines.map((line) => ({ ...line, variantId, quantity })),
  },
});
const take = async (...events: object[]) => expect(await deliver(onOrderPaid, events)).toBe(0);
const unitsOf = async (productId: string) => (await readTotal())?.units.get(productId);

test('units of 90 days are summed by product; an event that comes twice is counted once', async () => {
  const { variantId, productId } = await article(5);
  const [today, first, before] = [paid(variantId, 3), paid(variantId, 2, 89), paid(variantId, 100, 90)];
  await take(today, today, first, before, paid('var_01J0000000000000000000000', 7));
  await take(today);
  await rollUpUnits(NOON);
  // What came later than a day after its own is summed all the same.
  expect(await unitsOf(productId)).toBe(5);
  await rollUpUnits(NOON);
  expect(await unitsOf(productId)).toBe(5);
  await rollUpUnits(NOON + DAY_MS);
  expect(await unitsOf(productId)).toBe(3);
  await rollUpUnits(NOON + 90 * DAY_MS);
  expect(await unitsOf(productId)).toBeUndefined();
});

test('the days of a roll-up that did not run are summed by the next one', async () => {
  const { variantId, productId } = await article(5);
  await rollUpUnits(NOON + 100 * DAY_MS);
  vi.setSystemTime(NOON + 101 * DAY_MS);
  await take(paid(variantId, 1, -101));
  vi.setSystemTime(NOON + 104 * DAY_MS);
  await rollUpUnits(NOON + 104 * DAY_MS);
  expect(await unitsOf(productId)).toBe(1);
});

test('an order of several lines is one row, whatever the order in which events come', async () => {
  const [one, other] = [await article(5), await article(5)];
  const event = paid(one.variantId, 2, -200);
  const [line] = event.data.lines;
  event.data.lines.push({ ...line!, variantId: other.variantId, quantity: 4 });
  vi.setSystemTime(NOON + 200 * DAY_MS);
  await take(paid(one.variantId, 1, -200), event, event);
  await rollUpUnits(NOON + 200 * DAY_MS);
  expect([await unitsOf(one.productId), await unitsOf(other.productId)]).toEqual([3, 4]);
});
