import type { Flip } from '#lib/lifetime.ts';
import type { Pin } from './rules.ts';
import type { WordsOf } from './synonyms.ts';

/** What a page is asked for, as far as pins go. */
export interface Asked {
  readonly q: string;
  /** The one collection that is asked for, and nothing else; undefined otherwise. */
  readonly collection: string | undefined;
}
/** When armed releases begin, by their id. */
export type Armed = ReadonlyMap<string, string>;

/** Pins by what they are for. */
export type KnownPins = ReadonlyMap<string, readonly Pin[]>;
const forQuery = (q: string, wordsOf: WordsOf): string => `q ${wordsOf(q).join(' ')}`;
const forCollection = (slug: string): string => `c ${slug}`;

/** Prepares pins to be looked for. @param pins the oldest first */
export const knownPins = (pins: readonly Pin[], wordsOf: WordsOf): KnownPins =>
  Map.groupBy(pins, ({ query, collection }) =>
    query === null ? forCollection(collection ?? '') : forQuery(query, wordsOf),
  );

/** Products of a page at most, whatever the number of pins. */
const MOST_PINNED = 20;

/**
 * Finds the products that are pinned at a moment, in the order of the pins, the oldest first, and when that changes: a pin
 * for a query counts when exactly its words are asked for, one for a collection when that is asked for without words.
 * @param at ISO 8601 in UTC
 */
export const pinnedFor = (
  { q, collection }: Asked,
  pins: KnownPins,
  armed: Armed,
  at: string,
  wordsOf: WordsOf,
): { readonly ids: string[]; readonly flips: Flip[] } => {
  const isBlank = q.trim() === '';
  if (isBlank && collection === undefined) return { ids: [], flips: [] };
  const meant = pins.get(isBlank ? forCollection(collection ?? '') : forQuery(q, wordsOf)) ?? [];
  const timed = meant.flatMap(({ productIds, from, until, releaseId }) => {
    const begins = releaseId === null ? (from ?? '') : armed.get(releaseId);
    return begins === undefined ? [] : [{ productIds, begins, until }];
  });
  const flips = timed.flatMap(({ begins, until }): Flip[] => [
    ...(begins > at ? [{ at: begins, takesAway: false }] : []),
    ...(until !== null && until > at ? [{ at: until, takesAway: true }] : []),
  ]);
  const active = timed.filter(({ begins, until }) => begins <= at && (until === null || at < until));
  return { ids: [...new Set(active.flatMap(({ productIds }) => productIds))].slice(0, MOST_PINNED), flips };
};
