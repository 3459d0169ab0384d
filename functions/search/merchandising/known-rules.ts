import { log } from '#lib/log.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { readArmed } from '../../content/public.ts';
import { settings } from '../settings.ts';
import { comparedWords } from './compared-words.ts';
import { type Armed, type KnownPins, knownPins } from './pins.ts';
import type { Pin } from './rules.ts';
import { readAll, readChanges } from './rules-table.ts';
import { type KnownSets, knownSets, type WordsOf } from './synonyms.ts';

/** What staff added to a search, as it was within the last second. `revision` changes whenever it has. */
export interface KnownRules {
  /** How words of queries are compared with theirs: in the shop’s language. */
  readonly wordsOf: WordsOf;
  readonly revision: string;
  readonly sets: KnownSets;
  readonly pins: KnownPins;
  readonly armed: Armed;
}

/** What of it was read last; it is read again when the number of the last change is another. */
let held:
  | (Pick<KnownRules, 'wordsOf' | 'sets' | 'pins'> & { readonly changes: string; readonly releases: readonly string[] })
  | undefined;

const refresh = async (): Promise<KnownRules> => {
  const changes = await readChanges();
  if (held?.changes !== changes) {
    const [sets, pins] = await Promise.all([readAll('synonyms'), readAll('pins')]);
    const wordsOf = comparedWords(settings().SITE_LANGUAGE);
    held = {
      changes,
      wordsOf,
      sets: knownSets(sets, wordsOf),
      pins: knownPins(pins, wordsOf),
      releases: releasesOf(pins),
    };
  }
  const { wordsOf, sets, pins, releases } = held;
  const armed = releases.length > 0 ? await readArmed(releases) : new Map<string, string>();
  return { revision: `${changes} ${JSON.stringify([...armed])}`, wordsOf, sets, pins, armed };
};
const releasesOf = (pins: readonly Pin[]): string[] => [...new Set(pins.flatMap(({ releaseId }) => releaseId ?? []))];

const recent = ttlCache<Promise<KnownRules>>(1000, 1);
let last: KnownRules | undefined;

/**
 * Reads what staff added to a search: nothing within a second of the last time, else one call (one more where pins wait for
 * releases, and two queries when something was changed). While it cannot be read, what was read before counts.
 */
export const readRules = async (): Promise<KnownRules> => {
  try {
    last = await readThrough(recent, 'rules', refresh);
  } catch (error) {
    if (!last) throw error;
    log.error('search rules not refreshed', error);
  }
  return last;
};
