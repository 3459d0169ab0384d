import { batchGet, get } from '#lib/table.ts';
import { homeFrom, shardAt, shardFrom } from './shard-table.ts';
import type { HomeShard, Shard } from './stock.ts';

/** A thing's shards: the first says how many others there are; one that was never made is left out. */
export interface Shards {
  readonly home: HomeShard;
  readonly others: readonly (Shard & { readonly shard: number })[];
}

/** Shard 0 as it is now. */
export const readHome = async (what: string): Promise<HomeShard | undefined> =>
  homeFrom(await get(shardAt(what, 0), { consistent: true }));

/** The other shards, each as it was after this call began. Their number comes from shard 0: read that before. */
export const readOthers = async (what: string, top: number): Promise<Shards['others']> => {
  if (top <= 1) return [];
  const numbers = Array.from({ length: top - 1 }, (_, index) => index + 1);
  const items = await batchGet(
    numbers.map((shard) => shardAt(what, shard)),
    { consistent: true },
  );
  return numbers.flatMap((shard, index) => {
    const found = shardFrom(items[index]);
    return found ? [{ ...found, shard }] : [];
  });
};

/** All shards of a thing; nothing where no record was opened. */
export const readShards = async (what: string): Promise<Shards | undefined> => {
  const home = await readHome(what);
  return home && { home, others: await readOthers(what, home.top) };
};

/** All shards of many things, a hundred items a call. Hints: the counters may be a moment old. */
export const readManyShards = async (whats: readonly string[]): Promise<(Shards | undefined)[]> => {
  const homes = (await inHundreds(whats.map((what) => ({ what, shard: 0 })))).map(homeFrom);
  const wanted = homes.flatMap((home, index) =>
    Array.from({ length: (home?.top ?? 1) - 1 }, (_, shard) => ({ what: whats[index] ?? '', shard: shard + 1, index })),
  );
  const items = await inHundreds(wanted);
  const others = homes.map((): (Shard & { shard: number })[] => []);
  for (const [place, { shard, index }] of wanted.entries()) {
    const found = shardFrom(items[place]);
    if (found) others[index]?.push({ ...found, shard });
  }
  return homes.map((home, index) => home && { home, others: others[index] ?? [] });
};

const inHundreds = async (places: readonly { readonly what: string; readonly shard: number }[]) => {
  const refs = places.map(({ what, shard }) => shardAt(what, shard));
  const found: Awaited<ReturnType<typeof batchGet>> = [];
  for (let start = 0; start < refs.length; start += 100) {
    found.push(...(await batchGet(refs.slice(start, start + 100))));
  }
  return found;
};
