import { newId } from '#lib/id.ts';
import { stale, VersionConflict } from '#lib/refusals.ts';
import { transactIf, writeIf } from '#lib/table.ts';
import { drainShards } from '../ledger/move-units.ts';
import { adjustStock } from './adjust-stock.ts';
import { openStock } from './open-stock.ts';
import { readShards, type Shards } from './read-shards.ts';
import { reshard } from './reshard.ts';
import { settingsWrite, stampWrite, stillAt } from './shard-table.ts';
import { type HomeShard, isOpen, noStock, type Policy, unitsIn, versionOf } from './stock.ts';

export interface Wanted {
  readonly available?: number | undefined;
  readonly shards?: number | undefined;
  readonly policy?: Policy | undefined;
  readonly tracked?: boolean | undefined;
  /** What one customer may have of it; null for no limit. */
  readonly purchaseLimit?: number | null | undefined;
}

const ATTEMPTS = 4;
const nothing: Shards = { home: noStock, others: [] };

/**
 * Sets settings and the available count of a variant. The count changes by the difference to what was read, so a sale in
 * between is not undone.
 *
 * @param seen the version that the caller has read: anything that moved since is a 412
 * @throws Refusal 412 `precondition-failed`; 409 `version-conflict` when sales kept coming in between
 */
export const setStock = async (stockKey: string, wanted: Wanted, seen: number | undefined): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await readShards(stockKey);
    const { home, others } = found ?? nothing;
    if (seen !== undefined && versionOf([home, ...others]) !== seen) throw stale();
    const done = found ? await change(stockKey, found, wanted, seen !== undefined) : await open(stockKey, wanted);
    if (done) return;
    // The stock moved between the read and the write.
    if (seen !== undefined) throw stale();
  }
  throw new VersionConflict('The stock kept moving; read it and try again.');
};

const settingsOf = (home: HomeShard, wanted: Wanted) => {
  const { tracked = home.tracked, policy = home.policy } = wanted;
  const purchaseLimit = wanted.purchaseLimit === undefined ? home.purchaseLimit : (wanted.purchaseLimit ?? undefined);
  return { tracked, policy, purchaseLimit, open: isOpen({ tracked, policy }) };
};

const open = async (stockKey: string, wanted: Wanted): Promise<boolean> => {
  const opened = await openStock(stockKey, { quantity: wanted.available ?? 0, ...settingsOf(noStock, wanted) });
  if (opened && wanted.shards !== undefined) await reshard(stockKey, wanted.shards);
  return opened;
};

/** Stamps the version that was seen, changes the settings, the shards, then the count. Answers whether it could. */
const change = async (stockKey: string, found: Shards, wanted: Wanted, guarded: boolean): Promise<boolean> => {
  const { home, others } = found;
  const settings = settingsOf(home, wanted);
  if (guarded && !(await stamp(stockKey, found))) return false;
  const v = guarded ? home.v + 1 : home.v;
  if (differs(settings, home)) {
    // What sells at any count owes at shard 0 alone. Before it counts again, all units are there to pay that.
    if (home.open && !settings.open) await drainShards(stockKey);
    if (!(await writeIf(settingsWrite(stockKey, settings, v)))) return false;
  }
  if (wanted.shards !== undefined && wanted.shards !== home.shards) await reshard(stockKey, wanted.shards);
  const available = unitsIn([home, ...others]);
  const delta = (wanted.available ?? available) - available;
  if (delta === 0) return true;
  return !(await adjustStock(stockKey, { id: newId('adj'), delta, reason: `set to ${wanted.available}` }));
};

const differs = (settings: ReturnType<typeof settingsOf>, home: HomeShard): boolean =>
  settings.tracked !== home.tracked || settings.policy !== home.policy || settings.purchaseLimit !== home.purchaseLimit;

/** Nothing moved in any shard since it was read: the one time that other counters are looked at in a transaction. */
const stamp = (stockKey: string, { home, others }: Shards): Promise<boolean> =>
  others.length === 0
    ? writeIf(stampWrite(stockKey, home))
    : transactIf([stampWrite(stockKey, home), ...others.map((other) => stillAt(stockKey, other.shard, other))]);
