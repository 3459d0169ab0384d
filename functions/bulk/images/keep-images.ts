import { writeIf } from '#lib/table.ts';
import { listNotes } from '../bucket/list-notes.ts';
import { type ImageCounts, type Import, inAll, isComplete } from '../import.ts';
import { imagesWrite } from '../imports-table.ts';

/**
 * Brings an import that has ended up to what became of its pictures since: the file of errors lists those that were
 * refused later, and once all are settled their sums are kept. Asked for with the import, so that both agree.
 * @returns the import as it is then
 */
export const keepImages = async (one: Import, images: ImageCounts): Promise<Import> => {
  const { id, totals, listedImages = 0 } = one;
  const isLate = images.failed > listedImages;
  if (one.images || !(isLate || isComplete(images))) return one;
  const listedErrors = isLate
    ? await listNotes(id, 'errors', inAll(totals?.failed ?? 0, images.failed), images.failed)
    : one.listedErrors;
  const next: Import = {
    ...one,
    listedImages: images.failed,
    ...(listedErrors === undefined ? {} : { listedErrors }),
    ...(isComplete(images) ? { images } : {}),
  };
  await writeIf(imagesWrite(next));
  return next;
};
