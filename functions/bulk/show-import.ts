import { errorFileUrl } from './bucket/import-bucket.ts';
import { type Import, type ImportView, noRows, viewOf } from './import.ts';
import { readProgress } from './imports-table.ts';

/** Builds the answer of an import: stored sums once it has ended, those of its chunks while some may still be worked. */
export const showImport = async (one: Import): Promise<ImportView> => {
  const worked = one.status === 'running' || one.status === 'cancelled';
  const sums = worked ? await readProgress(one.id) : (one.totals ?? noRows);
  const errorsUrl = one.listedErrors === undefined ? null : await errorFileUrl(one.id);
  return viewOf(one, sums, errorsUrl);
};
