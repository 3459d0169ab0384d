import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndexFile } from '../../../functions/search/index-file/index-file.ts';
import type { IndexOf } from './measure.ts';

/** The embedded engine's index, in a file of its own. */
export const embedded: IndexOf = (documents) => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-relevance-'));
  const searcher = createIndexFile(join(folder, 'index'));
  searcher.apply(documents.map((document) => ({ id: document.id, document })));
  return {
    searcher,
    close: () => {
      searcher.close();
      rmSync(folder, { recursive: true });
    },
  };
};
