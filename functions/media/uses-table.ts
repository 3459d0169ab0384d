import * as z from 'zod/mini';
import {
  check,
  get,
  type Key,
  put,
  query,
  remove,
  tableOf,
  transactIf,
  update,
  type Write,
  writeIf,
} from '#lib/table.ts';
import { limits } from './media.ts';
import { countedWrite, mediaKey, placeRemoval, placeWrite } from './media-table.ts';

/**
 * Who uses a medium: `use#<med>` / `<kind>#<id>`, one row for each user, and `user#<kind>#<id>` / `uses`: the media that a
 * user has by its latest version, and those whose rows a version before may have left. News of a user may come twice and
 * in any order: each row is written on condition that the version is still the latest.
 */
const table = tableOf('media');

/** `product`, `entry`, and its id. */
export interface User {
  readonly kind: string;
  readonly id: string;
}
const usePartition = (mediaId: string): string => `use#${mediaId}`;
const useKey = (mediaId: string, { kind, id }: User): Key => ({ pk: usePartition(mediaId), sk: `${kind}#${id}` });
const userKey = ({ kind, id }: User): Key => ({ pk: `user#${kind}#${id}`, sk: 'uses' });

/** Reads who uses a medium, 20 at most. */
export const usersOf = async (mediaId: string): Promise<User[]> => {
  const asked = { pk: usePartition(mediaId), limit: limits.usersShown, consistent: true };
  const { items } = await query(table, asked);
  return items.map(({ kind, id }) => ({ kind: String(kind), id: String(id) }));
};

const Uses = z.object({
  version: z.int(),
  mediaIds: z.array(z.string()),
  /** Had before, and perhaps still with a row. */
  leaving: z.array(z.string()),
});
export type Uses = z.infer<typeof Uses>;

/** Reads what a user has. */
export const usesOf = async (user: User): Promise<Uses | undefined> => {
  const item = await get({ table, key: userKey(user) }, { consistent: true });
  return item && z.parse(Uses, item);
};

/** Notes what a user has from a version on; refused when it was noted at that version or a later one. */
export const noteWrite = (user: User, uses: Uses): Write =>
  put(
    table,
    { ...userKey(user), type: 'uses', ...uses },
    { if: 'attribute_not_exists(pk) OR #version < :next', values: { next: uses.version } },
  );

const isLatest = (user: User, version: number): Write =>
  check(table, userKey(user), { if: '#version = :version', values: { version } });

/** Puts a user's row; a repeat puts the same. Answers false for a medium that is gone, and after a later version. */
export const putUse = (mediaId: string, user: User, version: number): Promise<boolean> => {
  const row = put(table, { ...useKey(mediaId, user), type: 'use', ...user });
  return transactIf([isLatest(user, version), row, countedWrite(mediaId), placeRemoval('unused', mediaId)]);
};

/** Removes a user's row. */
export const removeUse = (mediaId: string, user: User, version: number): Promise<boolean> =>
  transactIf([isLatest(user, version), remove(table, useKey(mediaId, user)), countedWrite(mediaId)]);

/** Puts a medium into the list of unused ones, unless a use has begun since it was read at `useVersion`. */
export const listUnused = (mediaId: string, useVersion: number): Promise<boolean> => {
  const unchanged = { if: '#useVersion = :seen', values: { seen: useVersion } };
  return transactIf([check(table, mediaKey(mediaId), unchanged), placeWrite('unused', mediaId)]);
};

/** Notes that no row of an earlier version is left. */
export const settledWrite = (user: User, version: number): Promise<boolean> =>
  writeIf(
    update(
      table,
      userKey(user),
      'SET #leaving = :none',
      { none: [] },
      { if: '#version = :version', values: { version } },
    ),
  );
