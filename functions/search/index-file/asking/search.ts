import type { DatabaseSync } from 'node:sqlite';
import { isoTime, msOf } from '#lib/clock.ts';
import type { Flip } from '#lib/lifetime.ts';
import type { SearchDocument } from '../../document.ts';
import type { Found, SearchInput } from '../../engine.ts';
import type { Columns, NextFlips } from '../columns.ts';
import { kinds } from '../facts.ts';
import { documentIn } from '../store.ts';
import { keyTerms } from '../text-of.ts';
import type { Titles } from '../titles.ts';
import type { Typos } from '../typos.ts';
import type { Values } from '../values.ts';
import { type Candidates, candidatesOf, everyDocument } from './candidates.ts';
import { term } from './expressions.ts';
import { countOf } from './facets.ts';
import { type Filter, filtersOf } from './filters.ts';
import { type Matcher, MOST_MATCHES } from './matcher.ts';
import { orderOf, placeNumber } from './order.ts';
import { type Tier, tiersOf } from './query.ts';

/** One state of an index, as it is asked. */
export interface View {
  readonly db: DatabaseSync;
  readonly columns: Columns;
  readonly titles: Titles;
  readonly values: Values;
  readonly typos: Typos;
  readonly matcher: Matcher;
}

/** The flips that caches need: the next one, and the next one that takes something away. */
export const flipsOf = ({ next, taken }: NextFlips): Flip[] => {
  const flip = (at: number, takesAway: boolean): Flip[] =>
    Number.isFinite(at) ? [{ at: isoTime(at), takesAway }] : [];
  return next < taken ? [...flip(next, false), ...flip(taken, true)] : flip(taken, true);
};

/** Prepares the queries of a view's documents. */
export const documentsOf = (db: DatabaseSync) => {
  const body = db.prepare('SELECT body FROM body WHERE number = ?');
  const number = db.prepare('SELECT number FROM document WHERE id = ?');
  const title = db.prepare('SELECT id, title FROM document WHERE number = ?');
  return {
    read: (one: number): SearchDocument => documentIn(body.get(one)?.['body']),
    numberOf: (id: string): number | undefined => number.get(id)?.['number'] as number | undefined,
    keyOf: (one: number) => title.get(one) as { readonly id: string; readonly title: string },
  };
};

/** Finds, filters, counts and sorts. */
export const search = (view: View, input: SearchInput): Found => {
  const { db, columns, titles, values, matcher } = view;
  const at = msOf(input.at);
  const kind = kinds[input.kind];
  const isFound = (number: number): boolean => columns.kind[number] === kind && columns.isShown(number, at);
  const filters = filtersOf(input.filters, at, columns, values);
  const documents = documentsOf(db);

  const isBlank = input.q.trim() === '';
  const ask = (tiers: Iterable<Tier>, narrow: readonly string[], isScored = true): Candidates =>
    candidatesOf(tiers, narrow, matcher, columns, isFound, isScored);
  /** Looked at without filters, to see whether all of it can be. */
  const unscored = isBlank || filters.length === 0 ? undefined : ask(tiersOf(input, view), [], false);
  const whole = (): Candidates => (isBlank ? everyDocument(columns, kind) : ask(tiersOf(input, view), []));
  const unfiltered = unscored?.cut ? unscored : whole();
  const narrowed = unfiltered.cut ? narrowedBy(filters, unfiltered, columns, kind) : undefined;
  const strict = unfiltered.asked.map(({ expression }) => ({ expression, loose: false }));
  const candidates = narrowed ? ask(strict, narrowed.all) : unfiltered === unscored ? whole() : unfiltered;

  const flips: NextFlips = { next: Number.POSITIVE_INFINITY, taken: Number.POSITIVE_INFINITY };
  const count = countOf(columns, values, at);
  const hits: number[] = [];
  const { numbers } = candidates;
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0;
    columns.noteFlips(number, at, flips);
    if (!isFound(number)) continue;
    const missed = missedOf(filters, number);
    if (missed === 'several') continue;
    count.add(number, missed);
    if (missed === undefined) hits.push(index);
  }
  // What a filter left out of a cut is not there to be counted for its own facet: it is asked for without that filter.
  for (const { filter, others } of narrowed?.apart ?? [])
    for (const number of matchesOf(unfiltered, others, matcher))
      if (isFound(number) && missedOf(filters, number) === filter) count.add(number, filter);

  const left = new Set((input.without ?? []).map((id) => documents.numberOf(id)));
  const listed = left.size === 0 ? hits : hits.filter((index) => !left.has(numbers[index]));
  const order = orderOf(input.sort, candidates, columns, at);
  const afterKey = () => {
    if (!input.after) return undefined;
    const after = documents.numberOf(input.after.id);
    const index = after === undefined ? undefined : hits.find((one) => numbers[one] === after);
    return index === undefined ? order.keyAt(input.after, listed, titles) : order.keyOf(index);
  };
  const page = order.first(listed, input.limit + 1, afterKey());
  const last = page.length > input.limit ? page[input.limit - 1] : undefined;
  const before = placeNumber(input.after?.by) + input.limit;
  return {
    hits: page.slice(0, input.limit).map((index) => documents.read(numbers[index] ?? 0).shown),
    total: hits.length,
    // A blank query is counted whole, and its facets up to the same bound.
    approximate: candidates.cut || hits.length > MOST_MATCHES,
    facets: count.facets(),
    next: last === undefined ? undefined : order.placeOf(last, before, documents.keyOf(numbers[last] ?? 0)),
    flips: flipsOf(flips),
  };
};

/** The filter that a document does not pass, where it passes all others. */
const missedOf = (filters: readonly Filter[], number: number): Filter | undefined | 'several' => {
  let missed: Filter | undefined;
  for (const filter of filters) {
    if (filter.passes(number)) continue;
    if (missed) return 'several';
    missed = filter;
  }
  return missed;
};

interface Narrowed {
  readonly all: readonly string[];
  /** By filter: the expressions of all others. */
  readonly apart: readonly { readonly filter: Filter; readonly others: readonly string[] }[];
}
/** Makes a cut query look at what passes the filters, instead of filtering what it looked at. */
const narrowedBy = (
  filters: readonly Filter[],
  { numbers }: Candidates,
  columns: Columns,
  kind: number,
): Narrowed | undefined => {
  const isMixed = Array.prototype.some.call(numbers, (number: number) => columns.kind[number] !== kind);
  const ofKind = isMixed ? [term(kind === kinds.product ? keyTerms.product : keyTerms.entry)] : [];
  const expressionsOf = (some: readonly Filter[]): string[] => [
    ...ofKind,
    ...some.flatMap(({ expression }) => (expression === undefined ? [] : [expression])),
  ];
  const all = expressionsOf(filters);
  if (all.length === 0) return undefined;
  const apart = filters.flatMap((filter) =>
    filter.expression === undefined ? [] : [{ filter, others: expressionsOf(filters.filter((one) => one !== filter)) }],
  );
  return { all, apart };
};

const matchesOf = ({ asked }: Candidates, narrow: readonly string[], matcher: Matcher): Set<number> =>
  new Set(asked.flatMap(({ expression }) => matcher.plain([expression, ...narrow].join(' AND ')).numbers));
