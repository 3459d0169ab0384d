import { sleep } from '#lib/clock.ts';
import type { Refusal } from '#lib/problem.ts';
import { busy, notFound, stale } from '#lib/refusals.ts';
import { ConditionFailed, transact, type Write, write } from '#lib/table.ts';
import { type RuleList, type RulesIn, readRules, rulesWrite } from './pricing-table.ts';
import { forgetRules } from './read-rules.ts';

type Awaitable<T> = T | Promise<T>;
const ATTEMPTS = 8;

/**
 * Runs a decision again when another writer came first, and clears the cached rules. @throws Refusal 503 after eight
 * attempts
 */
export const retryOnConflict = async <T>(once: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const done = await once();
      forgetRules();
      return done;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
  throw busy('The rules are being changed by too many at once.');
};

/**
 * Changes a list of rules on the version that was read; nothing is written when `change` answers `undefined`.
 * @param change may run several times
 * @param alongside writes that join the transaction
 */
export const changeRules = <L extends RuleList>(
  list: L,
  change: (rules: RulesIn<L>) => Awaitable<Omit<RulesIn<L>, 'version'> | undefined>,
  alongside: readonly Write[] = [],
): Promise<void> =>
  retryOnConflict(async () => {
    const before = await readRules(list);
    const next = await change(before);
    if (!next) return;
    const one = rulesWrite(list, next, before.version);
    await (alongside.length > 0 ? transact([one, ...alongside]) : write(one));
  });

/** An entry of a list: its id, and a version that `If-Match` names. */
interface Entry {
  readonly id: string;
  readonly version: number;
}

/** Adds an entry to a list, unless there is one with its id, or as many as may be. */
export const withEntry = <E extends Entry>(
  entries: readonly E[],
  entry: E,
  most: number,
  refused: { readonly exists: new () => Refusal; readonly tooMany: new (detail: string) => Refusal },
): E[] => {
  if (entries.some(({ id }) => id === entry.id)) throw new refused.exists();
  if (entries.length >= most) throw new refused.tooMany(`There may be ${most}, and there are.`);
  return [...entries, entry];
};

/** Finds an entry that the caller may change. @throws Refusal 404, 412 */
export const entryOf = <E extends Entry>(
  entries: readonly E[],
  id: string,
  word: string,
  ifMatch: number | undefined,
): E => {
  const entry = entries.find((one) => one.id === id);
  if (!entry) throw notFound(word);
  if (ifMatch !== undefined && ifMatch !== entry.version) throw stale();
  return entry;
};

/** Replaces an entry of a list, or removes it when `next` is `undefined`. */
export const replaced = <E extends Entry>(entries: readonly E[], id: string, next: E | undefined): E[] =>
  entries.flatMap((one) => (one.id === id ? (next ?? []) : one));
