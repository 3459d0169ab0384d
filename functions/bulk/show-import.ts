import { type Import, type ImportView, noRows, sumOf, viewOf } from './import.ts';
import { errorFileUrl } from './import-bucket.ts';
import { readChunks } from './imports-table.ts';

/** An import for its reader: stored sums once it has ended, those of its chunks while it runs. */
export const showImport = async (one: Import): Promise<ImportView> => {
  const running = one.status === 'running' ? sumOf([...(await readChunks(one.id)).values()]) : noRows;
  const errorsUrl = one.listedErrors === undefined ? null : await errorFileUrl(one.id);
  return viewOf(one, one.totals ?? running, errorsUrl);
};
