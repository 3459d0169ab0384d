import { batchGet, get } from '#lib/table.ts';
import { homeFrom, shardAt, shardFrom } from './shard-table.ts';
import type { HomeShard, Shard } from './stock.ts';

/** A thing's shards: the first says how many others there are; one that was never made is left out. */
export interface Shards {
  readonly home: HomeShard;
  readonly others: readonly (Shard & { readonly shard: number })[];
}

/** Reads shard 0 as it is now. */
export const readHome = async (stockKey: string): Promise<HomeShard | undefined> =>
  homeFrom(await get(shardAt(stockKey, 0), { consistent: true }));

/** Reads the other shards, each as it was after this call began. Their number comes from shard 0: read that before. */
export const readOthers = async (stockKey: string, top: number): Promise<Shards['others']> => {
  if (top <= 1) return [];
  const numbers = Array.from({ length: top - 1 }, (_, index) => index + 1);
  const items = await batchGet(
    numbers.map((shard) => shardAt(stockKey, shard)),
    { consistent: true },
  );
  return numbers.flatMap((shard, index) => {
    const found = shardFrom(items[index]);
    return found ? [{ ...found, shard }] : [];
  });
};

/** Reads all shards of a thing; nothing where no record was opened. */
export const readShards = async (stockKey: string): Promise<Shards | undefined> => {
  const home = await readHome(stockKey);
  return home && { home, others: await readOthers(stockKey, home.top) };
};

/** Reads shard 0 of many things, a hundred items a call. Hints: the counters may be a moment old. */
export const readHomes = async (stockKeys: readonly string[]): Promise<(HomeShard | undefined)[]> =>
  (await batchGet(stockKeys.map((stockKey) => shardAt(stockKey, 0)))).map(homeFrom);

/** Reads the other shards of many things whose shard 0 was read, a hundred items a call. */
export const readAround = async (
  stockKeys: readonly string[],
  homes: readonly (HomeShard | undefined)[],
): Promise<(Shards | undefined)[]> => {
  const wanted = homes.flatMap((home, index) =>
    Array.from({ length: (home?.top ?? 1) - 1 }, (_, shard) => ({ index, shard: shard + 1 })),
  );
  const items = await batchGet(wanted.map(({ index, shard }) => shardAt(stockKeys[index] ?? '', shard)));
  const others = homes.map((): (Shard & { shard: number })[] => []);
  for (const [place, { shard, index }] of wanted.entries()) {
    const found = shardFrom(items[place]);
    if (found) others[index]?.push({ ...found, shard });
  }
  return homes.map((home, index) => home && { home, others: others[index] ?? [] });
};

/** Reads all shards of many things, a hundred items a call. */
export const readManyShards = async (stockKeys: readonly string[]): Promise<(Shards | undefined)[]> =>
  readAround(stockKeys, await readHomes(stockKeys));
