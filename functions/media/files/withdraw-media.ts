import { isoTime } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { sendMessages } from '#lib/send.ts';
import { batchGet, transactIf } from '#lib/table.ts';
import { changedWrite, findMedia, readAllMedia, table } from '../media-table.ts';
import { DeleteFiles } from '../messages.ts';
import { type User, usersOf } from '../uses-table.ts';
import { ownersKey, releaseWrites } from './files-table.ts';

/** A medium whose files are to go, and the folder that they lie in. */
export interface Withdrawn {
  readonly mediaId: string;
  readonly folder: string;
}

const isOther = (user: User): ((one: User) => boolean) => {
  const { kind, id } = user;
  return (one) => one.kind !== kind || one.id !== id;
};

/** Tells, of up to 100 media, those that a user alone uses, and who uses the others beside it; those without files are neither. */
export const readSoleUses = async (
  ids: readonly string[],
  user: User,
): Promise<{ own: Withdrawn[]; shared: { mediaId: string; usedBy: User[] }[] }> => {
  const media = ids.length === 0 ? [] : await readAllMedia(ids, { consistent: true });
  const found = await Promise.all(
    media
      .flatMap((one) => (one?.made ? [{ mediaId: one.id, folder: one.made.folder }] : []))
      .map(async (one) => ({
        ...one,
        usedBy: (await usersOf(one.mediaId)).filter(isOther(user)),
      })),
  );
  return {
    own: found.flatMap(({ usedBy, mediaId, folder }) => (usedBy.length === 0 ? [{ mediaId, folder }] : [])),
    shared: found.flatMap(({ usedBy, mediaId }) => (usedBy.length > 0 ? [{ mediaId, usedBy }] : [])),
  };
};

/**
 * Takes a medium's files out of the world at once, unless something else has come to use it; it is refused from then on. A
 * repeat changes nothing. Files that another medium has too, with the same bytes, stay.
 * @param now milliseconds since 1970
 * @throws RetryableError when it changed at the same moment
 */
export const withdrawMedia = async ({ mediaId, folder }: Withdrawn, user: User, now: number): Promise<void> => {
  const media = await findMedia(mediaId);
  if (media?.made?.folder !== folder || (await usersOf(mediaId)).some(isOther(user))) return;
  const { made: _, deletesAt: __, ...kept } = media;
  const next = { ...kept, status: 'refused', refusal: 'withdrawn', version: media.version + 1, updatedAt: isoTime(now) } as const; // biome-ignore format: one line
  if (!(await transactIf([changedWrite(next), ...releaseWrites(folder, mediaId, now)])))
    throw new RetryableError('media: it changed while it was withdrawn');
  await sendMessages(DeleteFiles, [{ folder }]);
};

/** Tells of folders whether their files are gone, are going, or stay since a medium has them. */
export const readFolders = async (folders: readonly string[]): Promise<('gone' | 'going' | 'kept')[]> => {
  const found = await batchGet(
    folders.map((folder) => ({ table, key: ownersKey(folder) })),
    { consistent: true },
  );
  return found.map((item) => (item === undefined ? 'gone' : Number(item['count']) > 0 ? 'kept' : 'going'));
};
