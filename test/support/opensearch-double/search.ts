import { aggregate, compareTerms } from './aggregations.ts';
import type { Scalar, SearchBody, Sort } from './description.ts';
import { Failure, malformed } from './failure.ts';
import type { Index, Stored } from './index.ts';
import { type Corpus, compile, refuseMany } from './query.ts';

type Value = string | number | null;
interface Hit {
  readonly stored: Stored;
  readonly score: number;
  readonly sort: readonly Value[];
}

interface Key {
  readonly descending: boolean;
  readonly valueIn: (hit: { stored: Stored; score: number }) => Value;
  /** What `search_after` says, in the form of `valueIn`. */
  readonly read: (given: Scalar | null) => Value;
}

const keyOf = (sort: Sort, corpus: Corpus): Key => {
  if (sort === '_score') return { descending: true, valueIn: ({ score }) => score, read: Number };
  const [name = '', given] = Object.entries(sort)[0] ?? [];
  const { order, missing = '_last', mode, nested } = typeof given === 'object' ? given : { order: given };
  if (name === '_score') return { descending: order !== 'asc', valueIn: ({ score }) => score, read: Number };
  const property = corpus.fields.get(name);
  if (!property) throw new Failure(400, 'query_shard_exception', `No mapping found for [${name}] in order to sort on`);
  if (property.type === 'text') throw malformed(`Text fields are not optimised for sorting: [${name}]`);
  const descending = order === 'desc';
  const inside = nested?.filter ? compile(nested.filter, corpus, false) : undefined;
  const least = (mode ?? (descending ? 'max' : 'min')) === 'min';
  return {
    descending,
    read: (value) => (value === null ? null : property.type === 'keyword' ? String(value) : Number(value)),
    valueIn: ({ stored: { searchable } }) => {
      const documents = nested ? (searchable.nested.get(nested.path) ?? []) : [searchable];
      const values = documents
        .filter((one) => !inside || inside(one) !== undefined)
        .flatMap((one) => one.values.get(name) ?? []);
      if (values.length === 0) return typeof missing === 'number' ? missing : null;
      return values.reduce((a, b) => (compareTerms(a, b) < 0 === least ? a : b));
    },
  };
};

/** A value that is missing comes after all others, whatever the order. */
const compareBy = (keys: readonly Key[], a: readonly Value[], b: readonly Value[]): number => {
  for (const [place, { descending }] of keys.entries()) {
    const [left, right] = [a[place] ?? null, b[place] ?? null];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    const order = compareTerms(left, right);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
};

/** Executes a search over what is visible in an index. */
export const search = (index: Index, body: SearchBody, allHits: boolean | number | undefined) => {
  const corpus: Corpus = { fields: index.fields, documents: searchablesOf(index) };
  refuseMany(body.query);
  refuseMany(body.post_filter);
  const matches = compile(body.query ?? { match_all: {} }, corpus);
  const found = index.visible.flatMap((stored) => {
    const score = matches(stored.searchable);
    return score === undefined ? [] : [{ stored, score: Math.fround(score) }];
  });
  const passes = body.post_filter ? compile(body.post_filter, corpus, false) : undefined;
  const left = passes ? found.filter(({ stored }) => passes(stored.searchable) !== undefined) : found;
  const keys = (body.sort ?? ['_score' as const]).map((sort) => keyOf(sort, corpus));
  const scores =
    body.sort === undefined ||
    body.track_scores === true ||
    body.sort.some((sort) => sort === '_score' || '_score' in sort);
  const hits = left
    .map((hit): Hit => ({ ...hit, sort: keys.map(({ valueIn }) => valueIn(hit)) }))
    .sort((a, b) => compareBy(keys, a.sort, b.sort));
  const page = after(body, keys, hits).slice(body.from ?? 0, (body.from ?? 0) + (body.size ?? 10));
  const counted = typeof allHits === 'number' ? Math.min(allHits, left.length) : left.length;
  return {
    took: 1,
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      ...(allHits === false ? {} : { total: { value: counted, relation: counted < left.length ? 'gte' : 'eq' } }),
      max_score: scores && left.length > 0 ? Math.max(...left.map(({ score }) => score)) : null,
      hits: page.map(({ stored, score, sort }) => ({
        _index: index.name,
        _id: stored.id,
        _score: scores ? score : null,
        ...(body._source === false ? {} : { _source: structuredClone(stored.source) }),
        ...(body.sort ? { sort } : {}),
      })),
    },
    ...(body.aggs
      ? {
          aggregations: aggregate(
            body.aggs,
            found.map(({ stored }) => stored.searchable),
            corpus,
          ),
        }
      : {}),
  };
};

const after = (
  { search_after: place, from = 0 }: SearchBody,
  keys: readonly Key[],
  hits: readonly Hit[],
): readonly Hit[] => {
  if (!place) return hits;
  if (from > 0) throw malformed('`from` parameter must be set to 0 when `search_after` is used.');
  if (place.length !== keys.length)
    throw malformed(`search_after has ${place.length} value(s) but sort has ${keys.length}.`);
  const wanted = keys.map(({ read }, n) => read(place[n] ?? null));
  return hits.filter(({ sort }) => compareBy(keys, sort, wanted) > 0);
};

const searchables = new WeakMap<readonly Stored[], Corpus['documents']>();
const searchablesOf = ({ visible }: Index): Corpus['documents'] => {
  const made = searchables.get(visible) ?? visible.map(({ searchable }) => searchable);
  searchables.set(visible, made);
  return made;
};
