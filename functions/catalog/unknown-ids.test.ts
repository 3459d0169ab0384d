import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { inScope } from '#lib/trace.ts';
import { article } from '../../test/support/shop.ts';
import { unknownIds } from './unknown-ids.ts';

const asked = (productIds: string[], collectionIds: string[] = []) =>
  inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => ({
    unknown: await unknownIds({ productIds, collectionIds }),
    calls: meter.calls,
  }));

test('ids that name nothing are found in one call, in their order', async () => {
  const { productId } = await article(1);
  const [gone, col] = [newId('prd'), newId('col')];
  expect(await asked([gone, productId, gone], [col])).toEqual({
    unknown: { productIds: [gone], collectionIds: [col] },
    calls: 1,
  });
});

test('a text that is no id names nothing, and no item is asked for under it', async () => {
  const texts = ['x', 'collections', 'api-keys', 'prd_', 'col_01M8P05N7KYAAPYEXFBV44CYJ8'];
  expect(await asked(texts, ['prd_01M8P05N7KYAAPYEXFBV44CYJ8'])).toEqual({
    unknown: { productIds: texts, collectionIds: ['prd_01M8P05N7KYAAPYEXFBV44CYJ8'] },
    calls: 0,
  });
});
