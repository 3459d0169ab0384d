import { dueMessage } from '#lib/due-index.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import {
  ConditionFailed, type Key, putNew, query, remove, transact, transactIf, update, type Write, write, writeIf,
} from '#lib/table.ts'; // biome-ignore format: a list
import { countedWrite, table } from '../media-table.ts';
import { DeleteFiles } from '../messages.ts';

/**
 * Whose files lie in a folder of the bucket: the same bytes are the same files, so media may share them. `med_…` /
 * `file#<folder>` is a row for each folder that a medium has claimed, and `file#<folder>` / `owners` counts the rows, in the
 * same transactions: a folder goes when the count is zero, and is not claimed while it goes.
 */
const PREFIX = 'file#';
const rowKey = (folder: string, mediaId: string): Key => ({ pk: mediaId, sk: `${PREFIX}${folder}` });
export const ownersKey = (folder: string): Key => ({ pk: `${PREFIX}${folder}`, sk: 'owners' });
/** A form can be posted again for an hour, each time with other bytes; what is beyond is released by the next settlement. */
const MOST_FOLDERS = 100;

const count = (folder: string, change: 1 | -1, condition?: string): Write =>
  update(table, ownersKey(folder), 'ADD #count :change', { change }, condition === undefined ? {} : { if: condition });

/**
 * Claims a folder for a medium before anything is put there; a repeat changes nothing.
 * @returns false when the medium is gone
 * @throws RetryableError while the folder is deleted
 */
export const claimFolder = async (folder: string, mediaId: string): Promise<boolean> => {
  try {
    const row = putNew(table, { ...rowKey(folder, mediaId), type: 'file' });
    await transact([row, count(folder, 1, 'attribute_not_exists(#deleting)'), countedWrite(mediaId)]);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.index === 1) throw new RetryableError('media: the folder is being deleted');
    return error.index === 0;
  }
};

/** Lists the folders that a medium has claimed: its own, and what a run that died or lost has left. */
export const foldersOf = async (mediaId: string): Promise<string[]> => {
  const asked = { pk: mediaId, begins: PREFIX, limit: MOST_FOLDERS, consistent: true };
  const { items } = await query(table, asked);
  return items.map(({ sk }) => String(sk).slice(PREFIX.length));
};

/** The writes that give a medium's claim up; the folder is looked at when they have taken place. @param now milliseconds since 1970 */
export const releaseWrites = (folder: string, mediaId: string, now: number): Write[] => [
  remove(table, rowKey(folder, mediaId), { if: 'attribute_exists(pk)' }),
  count(folder, -1),
  dueMessage(DeleteFiles, { folder }, { id: folder, due: now }),
];

/** Gives one claim up; a repeat changes nothing. @param now milliseconds since 1970 */
export const releaseFolder = async (folder: string, mediaId: string, now: number): Promise<void> => {
  await transactIf(releaseWrites(folder, mediaId, now));
};

/** Begins the end of a folder that no medium has; answers whether there is one to end. */
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
