import { writeIf } from '#lib/table.ts';
import { drainShards, spreadUnits } from '../ledger/move-units.ts';
import { readHome, readOthers } from './read-shards.ts';
import { newShardWrite, shardsWrite, topWrite } from './shard-table.ts';

/**
 * Changes over how many shards a thing is sold, while it sells. New shards begin empty and units move out to them; of
 * shards that are no longer used the units move in. Each step is repeatable, and units are found wherever a crash left
 * them; no shard's item is ever deleted, so a buyer with an old number is only refused there, and looks.
 */
export const reshard = async (stockKey: string, shards: number): Promise<void> => {
  // First a search for units covers the new shards, then they are made, then takes and units go there.
  await writeIf(topWrite(stockKey, shards));
  const top = (await readHome(stockKey))?.top ?? 1;
  const made = new Set((await readOthers(stockKey, top)).map(({ shard }) => shard));
  for (let shard = 1; shard < shards; shard += 1) {
    if (!made.has(shard)) await writeIf(newShardWrite(stockKey, shard));
  }
  await writeIf(shardsWrite(stockKey, shards));
  await drainShards(stockKey, shards);
  await spreadUnits(stockKey);
};
