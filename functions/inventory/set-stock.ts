import { newId } from '#lib/id.ts';
import { refusal, stale } from '#lib/problem.ts';
import { get, writeIf } from '#lib/table.ts';
import { adjustStock } from './adjust-stock.ts';
import { openStock } from './open-stock.ts';
import { type HomeShard, isOpen, noStock, type Policy, positionOf } from './stock.ts';
import { homeFrom, settingsWrite, shardAt } from './stock-table.ts';

export interface Wanted {
  readonly available?: number | undefined;
  readonly policy?: Policy | undefined;
  readonly tracked?: boolean | undefined;
}

const ATTEMPTS = 4;

/**
 * Sets settings and the available count of a variant. The count changes by the difference to what was read, so a sale in
 * between is not undone.
 *
 * @param seen the version that the caller has read: anything that moved since is a 412
 * @throws Refusal 412 `precondition-failed`; 409 `version-conflict` when sales kept coming in between
 */
export const setStock = async (what: string, wanted: Wanted, seen: number | undefined): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const home = homeFrom(await get(shardAt(what, 0), { consistent: true }));
    if (seen !== undefined && positionOf(home ?? noStock) !== seen) throw stale();
    if (home ? await change(what, home, wanted, seen !== undefined) : await open(what, wanted)) return;
    // Somebody moved the stock between our read and our write.
    if (seen !== undefined) throw stale();
  }
  throw refusal(409, 'version-conflict', 'The stock kept moving; read it and try again.');
};

const settingsOf = (home: HomeShard, wanted: Wanted) => {
  const { tracked = home.tracked, policy = home.policy } = wanted;
  return { tracked, policy, open: isOpen({ tracked, policy }) };
};

const open = (what: string, wanted: Wanted): Promise<boolean> =>
  openStock(what, { quantity: wanted.available ?? 0, ...settingsOf(noStock, wanted) });

/** Changes the settings, or only stamps the version that was seen; then moves the count. Answers whether it could. */
const change = async (what: string, home: HomeShard, wanted: Wanted, guarded: boolean): Promise<boolean> => {
  const settings = settingsOf(home, wanted);
  const differs = settings.tracked !== home.tracked || settings.policy !== home.policy;
  if (guarded || differs) {
    if (!(await writeIf(settingsWrite(what, settings, guarded ? home : undefined)))) return false;
  }
  const delta = (wanted.available ?? home.n) - home.n;
  if (delta === 0) return true;
  return !(await adjustStock(what, { id: newId('adj'), delta, reason: `set to ${wanted.available}` }));
};
