import { beforeAll, describe, expect, test } from 'vitest';
import { type Item, type Key, put, remove, tableOf, write } from '#lib/table.ts';
import { certify } from './certificate.ts';
import type { KeptItem } from './kept.ts';
import type { Law } from './laws.ts';
import { brokenIn, itemsAbout, type Traded, trade } from './trade.fixture.ts';

let traded: Traded;
beforeAll(async () => {
  traded = await trade();
});

test('trade through the shipped handlers, each cart checked out twice and each fact told twice, is certified', async () => {
  const certificate = certify(await itemsAbout(traded.ids), { settled: true });
  expect(certificate.violations).toEqual([]);
  expect(certificate.open).toEqual([]);
  expect(certificate.variants).toMatchObject([
    { opening: 20, restocked: 5, withdrawn: 0, sold: 8, held: 0, returning: 0, left: 17 },
  ]);
  expect(certificate.orders).toEqual({ paid: 3, pending: 0, expired: 1, cancelled: 1 });
  // Three mugs and shipping, one and shipping, four and shipping; one mug and the last order went back.
  expect(certificate.money).toEqual([{ currency: 'EUR', payments: 3, came: 11_070, back: 6_490, kept: 4_580 }]);
});

type Found = (where: (item: Item) => boolean) => KeptItem;
/** Each defect as it would lie in the tables: an item that is changed, or added beside one that is there. */
const tampered: Record<string, readonly [Law, (found: Found) => KeptItem]> = {
  'the ticket of a paid order is released': [
    'ticket',
    (found) => changed(found(isTicket('claimed')), { state: 'released' }),
  ],
  'a second ticket over sold units': [
    'tile',
    (found) => {
      const { module, item } = found(isTicket('shipped'));
      return { module, item: { ...item, sk: String(Number(item['sk']) + 1).padStart(12, '0'), state: 'void' } };
    },
  ],
  'a counter that has one more to sell than the ledger': [
    'counter',
    (found) => {
      const counter = found(({ pk }) => pk === `stock#${traded.variantId}#0`);
      return changed(counter, { n: Number(counter.item['n']) + 1 });
    },
  ],
  'a credit that is written twice': [
    'origin',
    (found) => {
      const { module, item } = found(({ pk, sk }) => pk === `credit#${traded.variantId}#0` && sk === '000000000002');
      return { module, item: { ...item, sk: '000000000099' } };
    },
  ],
  'a cart that was placed once more': [
    'cart',
    (found) => {
      const { module, item } = found(isFact(traded.expired.orderId, 'order.placed'));
      const said = JSON.parse(JSON.stringify(item).replaceAll(traded.expired.orderId, 'ord_AGAIN')) as Item;
      return { module, item: said };
    },
  ],
  'money of an order that nobody placed': [
    'payment',
    (found) => {
      const { module, item } = found(isFact(traded.paid.paymentId, 'payment.succeeded'));
      const said = JSON.parse(JSON.stringify(item).replaceAll(traded.paid.paymentId, 'pay_AGAIN')) as Item;
      return { module, item: said };
    },
  ],
  'an order that is said to be paid, without the fact': [
    'log',
    (found) =>
      changed(
        found(({ pk, sk }) => pk === traded.expired.orderId && sk === 'order'),
        { status: 'paid' },
      ),
  ],
};
const changed = ({ module, item }: KeptItem, values: Item): KeptItem => ({ module, item: { ...item, ...values } });
const isTicket =
  (state: string) =>
  (item: Item): boolean =>
    item['state'] === state && String(item['pk']).startsWith('tick#');
const isFact =
  (aggregate: string, type: string) =>
  ({ pk, event }: Item): boolean =>
    pk === aggregate && (event as { type?: string } | undefined)?.type === type;

describe('a table that was tampered with is not certified', () => {
  test.each(Object.keys(tampered))('%s', async (name) => {
    const [law, tamper] = tampered[name]!;
    const before = await itemsAbout(traded.ids);
    const { module, item } = tamper((where) => {
      const found = before.find((kept) => where(kept.item));
      if (!found) throw new Error(`nothing to tamper with: ${name}`);
      return found;
    });
    const at = { pk: String(item['pk']), sk: String(item['sk']) };
    await write(put(tableOf(module), { ...item, ...at }));
    try {
      expect(await brokenIn([...traded.ids, at.pk])).toContain(law);
    } finally {
      await restore(module, at, before);
    }
    expect(await brokenIn(traded.ids)).toEqual([]);
  });
});

/** The item as it was before, or none. */
const restore = async (module: string, at: Key, before: readonly KeptItem[]): Promise<void> => {
  const was = before.find(({ item }) => item['pk'] === at.pk && item['sk'] === at.sk);
  if (was) await write(put(tableOf(module), { ...was.item, ...at }));
  else await write(remove(tableOf(module), at));
};
