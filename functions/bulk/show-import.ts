import { errorFileUrl } from './bucket/import-bucket.ts';
import { type Import, type ImportView, noRows, sumOf, viewOf } from './import.ts';
import { readChunks } from './imports-table.ts';

/** An import for its reader: stored sums once it has ended, those of its chunks while some may still be worked. */
export const showImport = async (one: Import): Promise<ImportView> => {
  const worked = one.status === 'running' || one.status === 'cancelled';
  const sums = worked ? sumOf([...(await readChunks(one.id)).values()]) : (one.totals ?? noRows);
  const errorsUrl = one.listedErrors === undefined ? null : await errorFileUrl(one.id);
  return viewOf(one, sums, errorsUrl);
};
