import { afterEach, expect, test, vi } from 'vitest';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { pageAt, table } from '../catalog-table.ts';
import { findProductPage } from '../documents/show-page.ts';
import * as getProduct from '../http/get-product.ts';
import { documentWrite } from '../stored-document.ts';
import { noteOnFronts, waitsForFlip } from './on-fronts.ts';

afterEach(() => void vi.useRealTimers());
const edge = { 'x-origin-secret': process.env['ORIGIN_SECRETS'] ?? '' };

/** Stores the page of a product whose price of 12.00 is 7.00 in so many milliseconds. */
const flipping = async (milliseconds: number) => {
  const [id, slug] = [newId('prd'), newId('slug').toLowerCase()];
  const page = {
    id,
    slug,
    variants: [{ id: 'var_1', price: { amount: 1200, currency: 'EUR' }, compareAtPrice: null }],
  };
  const startsAt = isoTime(Date.now() + milliseconds);
  const sale = { listId: 'prl_1', currency: 'EUR', amount: 700, startsAt, endsAt: null };
  const attributes = { schedule: { var_1: [sale] } };
  await write(documentWrite({ table, key: pageAt(slug).key }, { json: JSON.stringify(page), attributes }));
  return {
    id,
    price: async (headers = {}) => {
      const { body, headers: told } = await invokeHttp(getProduct, { params: { slug }, headers });
      return [body.variants[0].price.amount, told['cache-control']?.match(/s-maxage=\d+/)?.[0]];
    },
  };
};

test('the page of a product on a front waits for its next price, when the edge asks', async () => {
  const { id, price } = await flipping(700);
  await noteOnFronts([id]);
  expect(await price(edge)).toEqual([700, 's-maxage=2']);
});

test('that of another is answered at once, to be kept by nobody; so is one that is asked for past the edge', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const [other, onFront] = [await flipping(700), await flipping(700)];
  await noteOnFronts([onFront.id]);
  expect(await other.price(edge)).toEqual([1200, 's-maxage=0']);
  expect(await onFront.price()).toEqual([1200, 's-maxage=0']);
});

test('so does the address of a product that is about to appear, for the site too', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const [id, slug, visibleFrom] = [newId('prd'), newId('slug').toLowerCase(), isoTime(Date.now() + 700)];
  const json = JSON.stringify({ id, slug, variants: [] });
  await write(documentWrite({ table, key: pageAt(slug).key }, { json, attributes: { visibleFrom } }));
  const flips = [{ at: visibleFrom, takesAway: false, byRelease: false }];
  expect(await findProductPage(slug, Date.now())).toEqual({ kind: 'hidden', flips, waits: false });
  await noteOnFronts([id]);
  expect(await findProductPage(slug, Date.now())).toEqual({ kind: 'hidden', flips, waits: true });
});

test('a product is noted once', async () => {
  const ids = [newId('prd'), newId('prd')];
  const noting = () =>
    inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
      await noteOnFronts(ids);
      return [meter.calls, meter.writeUnits];
    });
  expect(await noting()).toEqual([3, 2]);
  expect(await noting()).toEqual([1, 0]);
});

const NOW = 1_900_000_000_000;
test('a flip is waited for on any page when a release makes it, and asked about in its last two seconds alone', async () => {
  const flip = (ms: number, byRelease: boolean) => [{ at: isoTime(NOW + ms), takesAway: true, byRelease }];
  const waited = (ms: number, byRelease = false) => waitsForFlip(() => newId('prd'), flip(ms, byRelease), NOW);
  expect(await waited(1500)).toBe(false);
  expect(await waited(1500, true)).toBe(true);
  expect(await waited(5000)).toBe(true);
});
