import { noteFileUrl } from './bucket/import-bucket.ts';
import { readImages } from './images/images-table.ts';
import { keepImages } from './images/keep-images.ts';
import { type Import, type ImportView, isOpen, noImages, noRows, viewOf } from './import.ts';
import { readProgress } from './imports-table.ts';

/** Builds the answer of an import: stored sums once it has ended, those of its chunks while
 * some may still be worked; what became of its pictures since counts. */
export const showImport = async (one: Import): Promise<ImportView> => {
  const worked = one.status === 'running' || one.status === 'cancelled';
  const sums = worked ? await readProgress(one) : (one.totals ?? noRows);
  const images = one.images ?? (one.status === 'waiting' ? noImages : await readImages(one.id));
  const {
    id,
    listedErrors,
    listedWarnings,
    listedImages = 0,
  } = isOpen(one.status) ? one : await keepImages(one, images);
  const [errorsUrl, warningsUrl] = await Promise.all([
    listedErrors === undefined ? null : noteFileUrl({ id, images: listedImages }, 'errors'),
    listedWarnings === undefined ? null : noteFileUrl({ id, images: 0 }, 'warnings'),
  ]);
  return viewOf(one, sums, { errorsUrl, warningsUrl }, images);
};
