import { describe, expect, it } from 'vitest';
import { engineNames, engines } from './engines.ts';
import { measureAll } from './measure.ts';
import { GUARD, recorded, together } from './recorded.ts';
import { folderShop, ownShops } from './shops.ts';

const indexOf = engines[engineNames[0]];
const folder = process.env['JUDGED'];

describe('what search finds', () => {
  it('is as good as recorded on our own 100 queries', async () => {
    expect(together(await measureAll(ownShops(), indexOf))).toBeGreaterThanOrEqual(recorded.own - GUARD);
  });

  if (folder)
    it('is as good as the issue wants on the judgments that JUDGED names', async () => {
      const [measured] = await measureAll([folderShop(folder)], indexOf);
      expect(measured?.ndcg).toBeGreaterThanOrEqual(recorded.folder);
    });
});
