import { describe, expect, it } from 'vitest';
import { embedded } from './embedded.ts';
import { measureAll } from './measure.ts';
import { GUARD, recorded, together } from './recorded.ts';
import { folderShop, ownShops } from './shops.ts';

const folder = process.env['JUDGED'];

describe('what search finds', () => {
  it('is as good as recorded on our own 100 queries', async () => {
    expect(together(await measureAll(ownShops(), embedded))).toBeGreaterThanOrEqual(recorded.embedded.own - GUARD);
  });

  if (folder)
    it('is as good as the issue wants on the judgments that JUDGED names', async () => {
      const [measured] = await measureAll([folderShop(folder)], embedded);
      expect(measured?.ndcg).toBeGreaterThanOrEqual(recorded.embedded.folder);
    });
});
