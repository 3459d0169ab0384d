import { hash32 } from './hash.ts';
import { type Item, query, type Table } from './table.ts';

/**
 * Lists in the order of time without a hot key: the items of a list lie in eight partitions, by a hash of their id, and
 * each partition is in the order of time, because an id begins with its moment.
 */
export const PARTITIONS = 8;

/**
 * Chooses the partition of a text: always the same, and each as often as the others. It is the only place where one is
 * chosen. The hash's high bits are folded into the low ones, which alone spread badly over powers of two.
 * @returns 0 to `count - 1`
 */
export const partitionOf = (text: string, count = PARTITIONS): number => {
  const hash = hash32(text);
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
};

/** Where such a list goes on: below this id. */
export type Below = { readonly below: string };

/**
 * Queries a page of such a list, newest first, by one query of each partition side by side.
 * @returns the items, fewer than `limit` where they are large, and where to go on when there are more
 */
export const queryNewest = async (
  table: Table,
  input: {
    /** The key of one of the eight partitions. */
    readonly partition: (number: number) => string;
    /** The prefix of the ids: `ord`. */
    readonly prefix: string;
    readonly limit: number;
    readonly after?: Below | undefined;
    /** The lowest id that belongs to the page, or what ids from a moment on begin with. */
    readonly from?: string | undefined;
    /** The index that the partitions are of; the table itself without one. */
    readonly index?: 'gsi1';
  },
): Promise<{ readonly items: Item[]; readonly last: Below | undefined }> => {
  const { prefix, limit, index } = input;
  const name = index ? `${index}sk` : 'sk';
  const idOf = (item: Item): string => String(item[name]);
  const below = input.after?.below ?? `${prefix}_~`;
  const pages = await Promise.all(
    Array.from({ length: PARTITIONS }, (_, number) =>
      query(table, {
        pk: input.partition(number),
        ...(index ? { index } : {}),
        between: [input.from ?? `${prefix}_`, below],
        // The bound itself is read too, and one more shows that the list goes on.
        limit: limit + 2,
        newestFirst: true,
      }),
    ),
  );
  // A query that ends early has read its megabyte: what lies below its last item may be missing from the merged page.
  const ends = pages.flatMap((page) => (page.last && page.items.length < limit + 2 ? page.items.slice(-1) : []));
  const floor = ends.map(idOf).sort().at(-1) ?? '';
  const found = pages
    .flatMap((page) => page.items)
    .filter((item) => idOf(item) !== below && idOf(item) >= floor)
    .sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const end = items.at(-1);
  return { items, last: (found.length > limit || floor !== '') && end ? { below: idOf(end) } : undefined };
};
