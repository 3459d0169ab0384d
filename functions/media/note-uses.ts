import { writeIf } from '#lib/table.ts';
import { findMedia } from './media-table.ts';
import { listUnused, noteWrite, putUse, removeUse, settledWrite, type User, usersOf, usesOf } from './uses-table.ts';

/**
 * Notes which media a user has at a version: rows for those that it has, none for those that it had. The same news again
 * changes nothing and finishes what a crash left; older news changes nothing.
 */
export const noteUses = async (user: User, version: number, mediaIds: readonly string[]): Promise<void> => {
  const before = await usesOf(user);
  if (before && before.version > version) return;
  const had = [...(before?.mediaIds ?? []), ...(before?.leaving ?? [])];
  const leaving = [...new Set(had)].filter((id) => !mediaIds.includes(id));
  // Refused when a later version was noted since: its own news does the rest.
  const isNew = before?.version !== version;
  if (isNew && !(await writeIf(noteWrite(user, { version, mediaIds: [...mediaIds], leaving })))) return;
  for (const id of mediaIds) await putUse(id, user, version);
  for (const id of leaving) await cease(id, user, version);
  if (leaving.length > 0) await settledWrite(user, version);
};

/** Takes a user's row away, and lists the medium as unused when it was the last one. */
const cease = async (mediaId: string, user: User, version: number): Promise<void> => {
  await removeUse(mediaId, user, version);
  const media = await findMedia(mediaId);
  if (media && (await usersOf(mediaId)).length === 0) await listUnused(mediaId, media.useVersion);
};
