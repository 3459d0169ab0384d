import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { type Item, putNew, query, tableOf, update, write, writeIf } from '#lib/table.ts';
import { UnmatchedMoney } from './unmatched.ts';

/** Where unmatched money lies: under the day when it was made, in eight partitions, as a broken integration brings many. */
const table = tableOf('billing');
const SHARDS = 8;
const partition = (day: string, shard: number): string => `unpaired#${day}#${shard}`;
const keyOf = ({ provider, objectId, day }: Pick<UnmatchedMoney, 'provider' | 'objectId' | 'day'>) => ({
  pk: partition(day, partitionOf(objectId, SHARDS)),
  sk: `${provider}#${objectId}`,
});

/** The calendar days in UTC up to a moment, newest first. */
export const daysUpTo = (until: number, count: number): string[] =>
  Array.from({ length: count }, (_, back) => isoTime(until - back * 86_400_000).slice(0, 10));

/** Lists money once, however often it is told. @returns whether it was new */
export const putUnmatched = (unmatched: UnmatchedMoney): Promise<boolean> =>
  writeIf(putNew(table, { ...keyOf(unmatched), type: 'unpaired', ...unmatched }));

/** Says that listed money is explained now. */
export const resolveUnmatched = async (
  unmatched: UnmatchedMoney,
  resolution: NonNullable<UnmatchedMoney['resolution']>,
  now: number,
): Promise<void> => {
  const set = 'SET #resolvedAt = :at, #resolution = :resolution';
  await write(update(table, keyOf(unmatched), set, { at: isoTime(now), resolution }, { if: 'attribute_exists(pk)' }));
};

/** Where a list goes on: after this key, on this day. */
export type UnmatchedPosition = { readonly day: string; readonly after: string };
const keyIn = (one: UnmatchedMoney): string => keyOf(one).sk;

const ofDay = async (day: string, after: string, limit: number): Promise<UnmatchedMoney[]> => {
  const pages = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) => {
      const pk = partition(day, shard);
      const start: Item | undefined = after === '' ? undefined : { pk, sk: after };
      return query(table, { pk, limit, after: start });
    }),
  );
  return pages
    .flatMap(({ items }) => items.map((item) => z.parse(UnmatchedMoney, item)))
    .sort((a, b) => (keyIn(a) < keyIn(b) ? -1 : 1));
};

/** UnmatchedMoney money of some days, in their order, a page of it. */
export const listUnmatched = async (
  days: readonly string[],
  limit: number,
  position?: UnmatchedPosition,
): Promise<{ items: UnmatchedMoney[]; last: UnmatchedPosition | undefined }> => {
  const found: UnmatchedMoney[] = [];
  const from = position ? days.indexOf(position.day) : 0;
  for (const day of from < 0 ? [] : days.slice(from)) {
    const after = day === position?.day ? position.after : '';
    found.push(...(await ofDay(day, after, limit + 1 - found.length)));
    if (found.length > limit) break;
  }
  const items = found.slice(0, limit);
  const end = found.length > limit ? items.at(-1) : undefined;
  return { items, last: end && { day: end.day, after: keyIn(end) } };
};
