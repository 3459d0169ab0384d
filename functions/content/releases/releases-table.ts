import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { batchGet, get, type Item, put, putNew, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { LiveChanged } from '../live-items.ts';
import { Release } from './release.ts';

/** Keys, items and conditions of releases. */
export const releaseAt = (id: string): Ref => at(id, 'release');
export const releaseFrom = (item: Item | undefined): Release | undefined => item && z.parse(Release, item);

/** Reads a release as it is now; undefined where there is none. */
export const findRelease = async (id: string): Promise<Release | undefined> =>
  releaseFrom(await get(releaseAt(id), { consistent: true }));

/** As `findRelease`. @throws Refusal 404 */
export const readRelease = async (id: string): Promise<Release> => {
  const release = await findRelease(id);
  if (!release) throw notFound('release');
  return release;
};

/** Reads when armed releases begin, or began, by their id; of any that is not armed, or not there, nothing. */
export const readArmed = async (ids: readonly string[]): Promise<Map<string, string>> => {
  const items = await batchGet(ids.map(releaseAt), { project: ['id', 'armed', 'at'] });
  return new Map(items.flatMap((item) => (item?.['armed'] === true ? [[String(item['id']), String(item['at'])]] : [])));
};

/** Puts the next version of a release. @throws, when executed, LiveChanged when it has changed since it was read */
export const releaseWrite = (next: Release): Write => {
  const item = { ...releaseAt(next.id).key, type: 'release', ...next };
  if (next.version === 1) return putNew(table, item);
  return put(table, item, { if: '#version = :before', values: { before: next.version - 1 }, refused: changed });
};
const changed = () => new LiveChanged('content: the release was changed meanwhile');

const LOOKED_SECONDS = 30 * 86_400;
const lookedAt = (id: string, moment: string) => at(id, `looked#${moment}`);
/** Answers whether somebody looked at a release that was disarmed before the second that it was armed for. */
export const wasLookedAt = async (id: string, moment: string): Promise<boolean> =>
  (await get(lookedAt(id, moment), { consistent: true })) !== undefined;
/** Notes that somebody did, for a month. @param now milliseconds since 1970 */
export const lookedAtWrite = (id: string, moment: string, now: number): Write =>
  put(table, { ...lookedAt(id, moment).key, type: 'looked', ttl: epochSeconds(now) + LOOKED_SECONDS });

const listPartition = (number: number): string => `releases#${number}`;
const placeOf = (id: string) => at(listPartition(partitionOf(id)), id).key;
/** The place of a new release in their list. */
export const releasePlaceWrite = (id: string): Write => put(table, { ...placeOf(id), type: 'place' });

/** Takes a release away, with its place. @throws, when executed, LiveChanged when it has changed since it was read */
export const releaseRemoval = ({ id, version }: Release): Write[] => [
  remove(table, releaseAt(id).key, { if: '#version = :version', values: { version }, refused: changed }),
  remove(table, placeOf(id)),
];

/** Reads a page of all releases, newest first: eight queries side by side, and one call for a hundred. */
export const pageOfReleases = async (
  limit: number,
  after: Below | undefined,
): Promise<{ releases: Release[]; last: Below | undefined }> => {
  const { items, last } = await queryNewest(table, { partition: listPartition, prefix: 'rel', limit, after });
  const found = await batchGet(items.map(({ sk }) => releaseAt(String(sk))));
  return { releases: found.flatMap((item) => releaseFrom(item) ?? []), last };
};
