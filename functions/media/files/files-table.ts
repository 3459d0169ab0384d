import { dueMessage } from '#lib/due-index.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, type Key, putNew, remove, transact, update, type Write, write, writeIf } from '#lib/table.ts';
import { table } from '../media-table.ts';
import { DeleteFiles } from '../messages.ts';

/**
 * Whose files lie in a folder of the bucket: the same bytes are the same files, so media may share them. `file#<folder>` /
 * `med_…` is a row for each, and `file#<folder>` / `owners` counts the rows, in the same transactions: a folder goes when
 * the count is none, and nobody comes in while it goes.
 */
const partition = (folder: string): string => `file#${folder}`;
const rowKey = (folder: string, mediaId: string): Key => ({ pk: partition(folder), sk: mediaId });
const ownersKey = (folder: string): Key => ({ pk: partition(folder), sk: 'owners' });

const count = (folder: string, change: 1 | -1, condition?: string): Write =>
  update(table, ownersKey(folder), 'ADD #count :change', { change }, condition === undefined ? {} : { if: condition });

/** Claims a folder for a medium before anything is put there; a repeat changes nothing. @throws RetryableError while it goes */
export const claimFolder = async (folder: string, mediaId: string): Promise<void> => {
  try {
    const row = putNew(table, { ...rowKey(folder, mediaId), type: 'file' });
    await transact([row, count(folder, 1, 'attribute_not_exists(#deleting)')]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.index === 1) throw new RetryableError('media: the folder is being deleted');
  }
};

/** The writes that give a medium's claim up; the folder is looked at when they have taken place. @param now milliseconds since 1970 */
export const releaseWrites = (folder: string, mediaId: string, now: number): Write[] => [
  remove(table, rowKey(folder, mediaId), { if: 'attribute_exists(pk)' }),
  count(folder, -1),
  dueMessage(DeleteFiles, { folder }, { id: folder, due: now }),
];

/** Begins the end of a folder that nobody has; answers whether there is one to end. */
export const beginDeletion = (folder: string): Promise<boolean> =>
  writeIf(
    update(
      table,
      ownersKey(folder),
      'SET #deleting = :yes',
      { yes: true },
      { if: '#count = :none', values: { none: 0 } },
    ),
  );

/** Forgets a folder whose files are gone. */
export const endDeletion = async (folder: string): Promise<void> => {
  await write(remove(table, ownersKey(folder)));
};
