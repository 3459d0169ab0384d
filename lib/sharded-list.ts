import { digitOf } from './id.ts';
import { type Item, query, type tableOf } from './table.ts';

/**
 * A list in the order of time without a hot key: what happens lies in eight partitions, by the last character of its id,
 * and each of them is in the order of time, because an id begins with its moment.
 */
export const SHARDS = 8;

/** Which of the eight an id lies in: each gets as many, and an id never moves. */
export const shardOf = (id: string): number => digitOf(id.at(-1)) % SHARDS;

/** Where such a list goes on: below this id. */
export type Below = { readonly below: string };

/** A page of such a list, newest first, by one short query of each partition; `last` is there when more is to come. */
export const newest = async (
  table: ReturnType<typeof tableOf>,
  asked: {
    /** The key of one of the eight partitions. */
    readonly partition: (shard: number) => string;
    /** The prefix of the ids: `ord`. */
    readonly prefix: string;
    readonly limit: number;
    readonly after?: Below | undefined;
    /** The index that the partitions are of; the table itself without one. */
    readonly index?: 'gsi1';
  },
): Promise<{ readonly items: Item[]; readonly last: Below | undefined }> => {
  const { prefix, limit, index } = asked;
  const name = index ? `${index}sk` : 'sk';
  const idOf = (item: Item): string => String(item[name]);
  const below = asked.after?.below ?? `${prefix}_~`;
  const pages = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      query(table, {
        pk: asked.partition(shard),
        ...(index ? { index } : {}),
        between: [`${prefix}_`, below],
        // The bound itself is read too, and one more tells that the list goes on.
        limit: limit + 2,
        newestFirst: true,
      }),
    ),
  );
  const found = pages
    .flatMap((page) => page.items)
    .filter((item) => idOf(item) !== below)
    .sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const end = items.at(-1);
  return { items, last: found.length > limit && end ? { below: idOf(end) } : undefined };
};
