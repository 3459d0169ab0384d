import { beforeAll, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { batchGet } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { productAt, productFrom } from '../catalog-table.ts';
import { createCollection } from '../collections/manage-collections.ts';
import { unique } from '../fixtures/catalog.ts';
import { failSendAfter, manyProducts, ownStage, putItems, taken } from '../fixtures/many.ts';
import { createPriceList } from '../price-lists/manage-price-lists.ts';
import { handler as applyCollection } from './apply-collection.ts';
import { handler as applyPriceList } from './apply-price-list.ts';
import { handler as matchCollections } from './match-collections.ts';
import { handler as matchProducts } from './match-products.ts';
import { handler as priceProducts } from './price-products.ts';

const SHOP = 2_500;
const done = { batchItemFailures: [] };
const SOURCES = ['apply-collection', 'apply-price-list'];
beforeAll(() => ownStage('fanout', [...SOURCES, 'match-products', 'match-collections', 'price-products']));
/** What the two readers have sent to themselves. */
const selfSent = async () => (await Promise.all(SOURCES.map((queue) => taken(queue)))).flat();

interface Group {
  readonly productIds: string[];
}
const idsIn = (groups: readonly Group[]): string[] => groups.flatMap(({ productIds }) => productIds);
const productsOf = async (ids: readonly string[]) =>
  (await batchGet(ids.map(productAt), { consistent: true })).map((item) => productFrom(item)?.product);

it('a changed rule goes over a shop of thousands from one message, whole after a crash, and a repeat changes nothing', async () => {
  const tag = unique('tag');
  const { ids, tagged } = await manyProducts(SHOP, tag);
  const conditions = [{ field: 'tag' as const, operator: 'is' as const, value: tag }];
  const { id: collectionId } = await createCollection(
    { kind: 'automated', title: 'Tagged', active: true, match: 'all', conditions },
    nowMs(),
  );
  const rule = sqsEvent([{ collectionId, version: 1 }]);

  const fault = failSendAfter(1);
  try {
    expect((await applyCollection(rule, testContext())).batchItemFailures).toHaveLength(1);
  } finally {
    fault.restore();
  }
  const first = await taken<Group>('match-products');
  expect(idsIn(first)).toHaveLength(1_000);
  expect(await applyCollection(rule, testContext())).toEqual(done);
  const groups = await taken<Group>('match-products');
  expect(Math.max(...groups.map(({ productIds }) => productIds.length))).toBe(100);
  expect(idsIn(groups).toSorted()).toEqual(ids.toSorted());
  expect(await selfSent()).toEqual([]);

  for (const group of [...first, ...groups])
    expect(await matchProducts(sqsEvent([group]), testContext())).toEqual(done);
  const matched = await taken<{ productId: string }>('match-collections');
  expect(new Set(matched.map(({ productId }) => productId))).toEqual(new Set(tagged));
  expect(matched.length).toBeGreaterThan(tagged.length);
  expect(await matchCollections(sqsEvent(matched), testContext())).toEqual(done);
  expect(await matchCollections(sqsEvent(matched), testContext())).toEqual(done);
  expect((await productsOf(tagged)).filter((one) => one?.version !== 2)).toEqual([]);
  expect((await productsOf(tagged)).filter((one) => one?.collectionIds?.[0] !== collectionId)).toEqual([]);
  expect((await productsOf(ids)).filter((one) => one?.collectionIds)).toHaveLength(tagged.length);

  for (const group of groups) expect(await matchProducts(sqsEvent([group]), testContext())).toEqual(done);
  expect(await taken('match-collections')).toEqual([]);
});

it('a price list of thousands goes to its products from one message, and a repeat changes nothing', async () => {
  const { ids } = await manyProducts(SHOP, unique('tag'));
  const products = await productsOf(ids);
  const { id: listId } = await createPriceList(
    { name: 'Sale', currency: 'EUR', startsAt: null, endsAt: null },
    nowMs(),
  );
  await putItems(
    products.map((product) => {
      const variantId = product?.variants[0]?.id ?? '';
      const price = { variantId, productId: product?.id, sku: variantId, amount: 900 };
      return { pk: listId, sk: variantId, type: 'listed-price', ...price };
    }),
  );

  expect(await applyPriceList(sqsEvent([{ listId }]), testContext())).toEqual(done);
  const groups = await taken<Group>('price-products');
  expect(Math.max(...groups.map(({ productIds }) => productIds.length))).toBe(10);
  expect(idsIn(groups).toSorted()).toEqual(ids.toSorted());
  expect(await selfSent()).toEqual([]);

  const some = groups.slice(0, 10);
  expect(await priceProducts(sqsEvent(some), testContext())).toEqual(done);
  expect(await priceProducts(sqsEvent(some), testContext())).toEqual(done);
  const priced = await productsOf(idsIn(some));
  expect(priced.map((one) => [one?.version, one?.variants[0]?.scheduled?.map(({ amount }) => amount)])).toEqual(
    Array(100).fill([2, [900]]),
  );
});

it('of a group of products one that cannot be written does not keep the others from it', async () => {
  const { ids } = await manyProducts(3, unique('tag'));
  const [broken = '', ...others] = ids;
  const { id: listId } = await createPriceList(
    { name: 'Sale', currency: 'EUR', startsAt: null, endsAt: null },
    nowMs(),
  );
  const products = await productsOf(ids);
  await putItems(
    products.map((product) => {
      const variantId = product?.variants[0]?.id ?? '';
      return { pk: listId, sk: variantId, variantId, productId: product?.id, sku: variantId, amount: 900 };
    }),
  );
  await putItems([{ ...productAt(broken).key, type: 'product', product: { nonsense: true } }]);
  const answer = await priceProducts(sqsEvent([{ listId, productIds: ids }]), testContext());
  expect(answer.batchItemFailures).toHaveLength(1);
  expect((await productsOf(others)).map((one) => one?.version)).toEqual([2, 2]);
});
