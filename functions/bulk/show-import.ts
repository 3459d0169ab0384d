import { noteFileUrl } from './bucket/import-bucket.ts';
import { type Import, type ImportView, noRows, viewOf } from './import.ts';
import { readProgress } from './imports-table.ts';

/** Builds the answer of an import: stored sums once it has ended, those of its chunks while some may still be worked. */
export const showImport = async (one: Import): Promise<ImportView> => {
  const worked = one.status === 'running' || one.status === 'cancelled';
  const sums = worked ? await readProgress(one) : (one.totals ?? noRows);
  const [errorsUrl, warningsUrl] = await Promise.all([
    one.listedErrors === undefined ? null : noteFileUrl(one.id, 'errors'),
    one.listedWarnings === undefined ? null : noteFileUrl(one.id, 'warnings'),
  ]);
  return viewOf(one, sums, { errorsUrl, warningsUrl });
};
