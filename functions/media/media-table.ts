import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { notFound, VersionConflict } from '#lib/refusals.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { batchGet, get, type Item, type Key, put, putNew, remove, tableOf, update, type Write } from '#lib/table.ts';
import { MediaReady, MediaRefused } from './events.ts';
import { type Fetch, Made, Media, type MediaStatus, type RefusalCode, transitions } from './media.ts';

/**
 * Items of a medium: `med_…` / `media` is the medium itself; `list#<0..7>` / `med_…` and, while nothing uses it,
 * `unused#<0..7>` / `med_…` are its places in lists. Who uses it: uses-table.ts; its files: files-table.ts; what it is
 * fetched from: fetching/.
 */
export const table = tableOf('media');
export const mediaKey = (id: string): Key => ({ pk: id, sk: 'media' });

/** Lists of media. */
export type MediaList = 'list' | 'unused';
const partition = (list: MediaList, number: number): string => `${list}#${number}`;
const placeKey = (list: MediaList, id: string): Key => ({ pk: partition(list, partitionOf(id)), sk: id });
export const placeWrite = (list: MediaList, id: string): Write => put(table, { ...placeKey(list, id), type: 'place' });
export const placeRemoval = (list: MediaList, id: string): Write => remove(table, placeKey(list, id));

const mediaFrom = (item: Item | undefined): Media | undefined => (item ? z.parse(Media, item) : undefined);

/** Reads a medium as it is now; undefined where there is none. */
export const findMedia = async (id: string): Promise<Media | undefined> =>
  mediaFrom(await get({ table, key: mediaKey(id) }, { consistent: true }));

/** Reads a medium. @throws Refusal 404 */
export const readMedia = async (id: string): Promise<Media> => {
  const found = await findMedia(id);
  if (!found) throw notFound('medium');
  return found;
};

/** Reads up to 100 media in one call, in the order asked; undefined where there is none. */
export const readAllMedia = async (
  ids: readonly string[],
  options: { readonly consistent?: boolean } = {},
): Promise<(Media | undefined)[]> =>
  (
    await batchGet(
      ids.map((id) => ({ table, key: mediaKey(id) })),
      options,
    )
  ).map(mediaFrom);

/** A page of a list, newest first: eight queries side by side, and one call for the media. */
export const listMedia = async (
  list: MediaList,
  limit: number,
  after: Below | undefined,
): Promise<{ media: Media[]; last: Below | undefined }> => {
  const asked = { partition: (number: number) => partition(list, number), prefix: 'med', limit, after };
  const { items, last } = await queryNewest(table, asked);
  const media = await readAllMedia(items.map(({ sk }) => String(sk)));
  return { media: media.filter((one) => one !== undefined), last };
};

/** The writes of a new medium, which nothing uses yet. */
export const newMedia = (media: Media): Write[] => [
  putNew(table, { ...mediaKey(media.id), type: 'media', ...media }),
  placeWrite('list', media.id),
  placeWrite('unused', media.id),
];

const sourcesOf = (to: MediaStatus): MediaStatus[] =>
  (Object.keys(transitions) as MediaStatus[]).filter((from) => (transitions[from] as readonly string[]).includes(to));

/** Changes a medium from one of the states from which it may come there. @param onlyIf what must be true beside that */
const toStatus = (
  id: string,
  to: MediaStatus,
  now: number,
  set: Readonly<Record<string, unknown>> = {},
  onlyIf: { readonly expression: string; readonly values: Readonly<Record<string, unknown>> } | undefined = undefined,
): Write => {
  const sources = Object.fromEntries(sourcesOf(to).map((from, index) => [`from${index}`, from]));
  const listed = Object.keys(sources).map((name) => `:${name}`);
  const also = Object.keys(set).map((name) => `, #${name} = :${name}`);
  return update(
    table,
    mediaKey(id),
    `SET #status = :to, #updatedAt = :now, #version = #version + :one${also.join('')}`,
    { to, now: isoTime(now), one: 1, ...set },
    {
      if: `#status IN (${listed.join(', ')})${onlyIf ? ` AND ${onlyIf.expression}` : ''}`,
      values: { ...sources, ...onlyIf?.values },
    },
  );
};

/** Notes that the file came. A run that died leaves it so, and the next one goes on from there. */
export const processingWrite = (id: string, now: number): Write => toStatus(id, 'processing', now);

/** Makes a medium ready, with its event, unless its focal point was moved since it was read. */
export const readyWrites = ({ id, sequence, focalPoint }: Media, made: Made, now: number): Write[] => [
  toStatus(
    id,
    'ready',
    now,
    { made: z.parse(Made, made), sequence: sequence + 1 },
    { expression: '#focalPoint = :cut', values: { cut: focalPoint } },
  ),
  eventWrite(table, MediaReady, { aggregate: id, sequence: sequence + 1, data: { mediaId: id }, at: now }),
];

/** Refuses a medium for good, with its event. */
export const refusedWrites = ({ id, sequence }: Media, refusal: RefusalCode, now: number): Write[] => [
  toStatus(id, 'refused', now, { refusal, sequence: sequence + 1 }),
  eventWrite(table, MediaRefused, {
    aggregate: id,
    sequence: sequence + 1,
    data: { mediaId: id, code: refusal },
    at: now,
  }),
];

/** Writes how far the fetch of a medium is, while it waits and as it was read. */
export const fetchWrite = ({ id, fetch }: Media, next: Fetch): Write => {
  const begun = fetch?.begunAt;
  const asRead = begun === undefined ? 'attribute_not_exists(#fetch.#begunAt)' : '#fetch.#begunAt = :begun';
  return update(
    table,
    mediaKey(id),
    'SET #fetch = :next',
    { next },
    {
      if: `#status = :waiting AND #fetch.#turn = :turn AND ${asRead}`,
      values: { waiting: 'waiting', turn: fetch?.turn ?? 0, ...(begun === undefined ? {} : { begun }) },
    },
  );
};

/** Counts what a deletion must have seen: a use that begins or ceases, a folder that is claimed. Refused where there is no medium. */
export const countedWrite = (id: string): Write =>
  update(table, mediaKey(id), 'ADD #useVersion :one', { one: 1 }, { if: 'attribute_exists(pk)' });

/** Stores the next version of a medium. @throws Refusal 409 when it has changed since it was read */
export const changedWrite = (next: Media): Write =>
  put(
    table,
    { ...mediaKey(next.id), type: 'media', ...next },
    {
      if: '#version = :before AND #useVersion = :uses',
      values: { before: next.version - 1, uses: next.useVersion },
      refused: (found) => (found ? new VersionConflict() : notFound('medium')),
    },
  );
