import type { Property, Query, Scalar } from './description.ts';
import { Failure, malformed } from './failure.ts';
import type { Searchable } from './index.ts';

/** Scores a document, or answers undefined where it does not match. */
export type Matcher = (document: Searchable) => number | undefined;

/** What a query is executed over: the fields, and all documents that it could match, for BM25. */
export interface Corpus {
  readonly fields: ReadonlyMap<string, Property>;
  readonly documents: readonly Searchable[];
}

/** Okapi BM25 as Lucene has it, with OpenSearch's defaults. */
const [K1, B] = [1.2, 0.75];
const MOST_CLAUSES = 1024;

/** Counts the clauses of a query at any depth, as Lucene has done since version 9; a query of more is refused. */
export const refuseMany = (query: unknown): void => {
  const clauses = clausesIn(query);
  if (clauses > MOST_CLAUSES)
    throw new Failure(
      400,
      'too_many_nested_clauses',
      `Query contains too many nested clauses; maxClauseCount is set to ${MOST_CLAUSES}: ${clauses}`,
    );
};
const leaves = new Set(['term', 'terms', 'prefix', 'fuzzy', 'range', 'exists', 'match_all', 'match_none']);
const clausesIn = (query: unknown): number => {
  if (typeof query !== 'object' || query === null) return 0;
  if (Array.isArray(query)) return query.reduce<number>((sum, one) => sum + clausesIn(one), 0);
  return Object.entries(query).reduce((sum, [kind, inner]) => sum + (leaves.has(kind) ? 1 : clausesIn(inner)), 0);
};

const list = <T>(given: T | T[] | undefined): T[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given];
const only = <T>(byField: Record<string, T>): [string, T] => Object.entries(byField)[0] as [string, T];

const propertyOf = ({ fields }: Corpus, name: string): Property | undefined => fields.get(name);

/** A value in the form in which a field of that type has it. */
const formOf = (property: Property | undefined, value: Scalar): string | number => {
  if (property?.type === 'boolean') return value === true || value === 'true' ? 1 : 0;
  if (property?.type === 'date') return typeof value === 'number' ? value : Date.parse(String(value));
  if (property?.type === 'long' || property?.type === 'integer' || property?.type === 'float') {
    const number = Number(value);
    if (!Number.isFinite(number))
      throw new Failure(400, 'query_shard_exception', `failed to create query: For input string: "${value}"`);
    return number;
  }
  return String(value);
};

interface Statistics {
  readonly count: number;
  readonly length: number;
  readonly frequency: Map<string, number>;
}
const known = new WeakMap<readonly Searchable[], Map<string, Statistics>>();
/** Lucene's statistics of a text field: how many documents have it, how long it is on average, in how many a term stands. */
const statisticsOf = ({ documents }: Corpus, name: string): Statistics => {
  const byField = known.get(documents) ?? new Map<string, Statistics>();
  known.set(documents, byField);
  let found = byField.get(name);
  if (!found) {
    const frequency = new Map<string, number>();
    let [count, total] = [0, 0];
    for (const { terms } of documents) {
      const counts = terms.get(name);
      if (!counts) continue;
      count += 1;
      for (const [term, times] of counts) {
        total += times;
        frequency.set(term, (frequency.get(term) ?? 0) + 1);
      }
    }
    found = { count, length: total / Math.max(1, count), frequency };
    byField.set(name, found);
  }
  return found;
};

/** The score of one term in a text field: idf · tf / (tf + k1 · (1 − b + b · length / average)). */
const bm25 = (corpus: Corpus, name: string, term: string, boost: number): Matcher => {
  const { count, length: average, frequency } = statisticsOf(corpus, name);
  const df = frequency.get(term) ?? 0;
  const idf = Math.log(1 + (count - df + 0.5) / (df + 0.5));
  return ({ terms }) => {
    const counts = terms.get(name);
    const tf = counts?.get(term);
    if (!counts || tf === undefined) return undefined;
    const length = [...counts.values()].reduce((sum, times) => sum + times, 0);
    return boost * idf * (tf / (tf + K1 * (1 - B + (B * length) / average)));
  };
};

/** Of a keyword: each value stands once and its field has no norms, so every match has the same score. */
const constant = (boost: number, holds: (document: Searchable) => boolean): Matcher => {
  return (document) => (holds(document) ? boost : undefined);
};

const termMatcher = (corpus: Corpus, name: string, value: Scalar, boost: number): Matcher => {
  const property = propertyOf(corpus, name);
  if (property?.type === 'text') return bm25(corpus, name, String(value), boost);
  const wanted = formOf(property, value);
  return constant(boost, ({ values }) => values.get(name)?.includes(wanted) ?? false);
};

const distanceIsOne = (a: string, b: string, transpositions: boolean): boolean => {
  const [left, right] = [[...a], [...b]];
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const [restA, restB] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return transpositions && restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
};

const wordsIn = (document: Searchable, name: string): readonly string[] => [
  ...(document.terms.get(name)?.keys() ?? []),
  ...(document.values.get(name) ?? []).filter((value) => typeof value === 'string'),
];

/** Compiles a query; `scored` says whether what it answers counts, or only whether there is an answer. */
export const compile = (query: Query, corpus: Corpus, scored = true): Matcher => {
  if (query.match_all) return constant(query.match_all.boost ?? 1, () => true);
  if (query.match_none) return () => undefined;
  if (query.term) {
    const [name, given] = only(query.term);
    const { value, boost = 1 } = typeof given === 'object' ? given : { value: given };
    return termMatcher(corpus, name, value, boost);
  }
  if (query.terms) {
    const { field: name, values, boost } = query.terms;
    const each = values.map((value) => termMatcher(corpus, name, value, 1));
    return constant(boost, (document) => each.some((matches) => matches(document) !== undefined));
  }
  if (query.prefix) {
    const [name, { value, boost = 1 }] = only(query.prefix);
    return constant(boost, (document) => wordsIn(document, name).some((word) => word.startsWith(value)));
  }
  if (query.fuzzy) {
    const [name, { value, fuzziness = 'AUTO', prefix_length = 0, transpositions = true }] = only(query.fuzzy);
    if (scored) throw new Error('the double does not know the score of a fuzzy query: put it into a filter');
    if (Number(fuzziness) !== 1) throw new Error('the double knows fuzziness 1 alone');
    const begin = [...value].slice(0, prefix_length).join('');
    return constant(1, (document) =>
      wordsIn(document, name).some(
        (word) => word.startsWith(begin) && (word === value || distanceIsOne(word, value, transpositions)),
      ),
    );
  }
  if (query.range) {
    const [name, { gt, gte, lt, lte, boost = 1 }] = only(query.range);
    const property = propertyOf(corpus, name);
    const bound = (value: Scalar | undefined) => (value === undefined ? undefined : formOf(property, value));
    const [above, least, below, most] = [bound(gt), bound(gte), bound(lt), bound(lte)];
    return constant(boost, ({ values }) =>
      (values.get(name) ?? []).some(
        (value) =>
          (above === undefined || value > above) &&
          (least === undefined || value >= least) &&
          (below === undefined || value < below) &&
          (most === undefined || value <= most),
      ),
    );
  }
  if (query.exists) {
    const { field: name } = query.exists;
    return constant(1, ({ terms, values }) => terms.has(name) || values.has(name));
  }
  if (query.constant_score) {
    const inner = compile(query.constant_score.filter, corpus, false);
    const { boost = 1 } = query.constant_score;
    return constant(boost, (document) => inner(document) !== undefined);
  }
  if (query.dis_max) {
    const { queries, tie_breaker: tie = 0, boost = 1 } = query.dis_max;
    const each = queries.map((one) => compile(one, corpus, scored));
    return (document) => {
      const scores = each.flatMap((matches) => matches(document) ?? []);
      if (scores.length === 0) return undefined;
      const [best, sum] = [Math.max(...scores), scores.reduce((total, score) => total + score, 0)];
      return boost * (best + tie * (sum - best));
    };
  }
  if (query.nested) return nested(query.nested, corpus);
  if (query.function_score) return scoredByField(query.function_score, corpus, scored);
  if (query.bool) return bool(query.bool, corpus, scored);
  throw malformed('unknown query');
};

const bool = (query: NonNullable<Query['bool']>, corpus: Corpus, scored: boolean): Matcher => {
  const [must, should] = [list(query.must), list(query.should)].map((all) =>
    all.map((one) => compile(one, corpus, scored)),
  );
  const [filter, mustNot] = [list(query.filter), list(query.must_not)].map((all) =>
    all.map((one) => compile(one, corpus, false)),
  );
  if (!must || !should || !filter || !mustNot) throw malformed('bool');
  const least = query.minimum_should_match ?? (should.length > 0 && must.length + filter.length === 0 ? 1 : 0);
  return (document) => {
    if (filter.some((matches) => matches(document) === undefined)) return undefined;
    if (mustNot.some((matches) => matches(document) !== undefined)) return undefined;
    const needed = must.map((matches) => matches(document));
    if (needed.includes(undefined)) return undefined;
    const wanted = should.flatMap((matches) => matches(document) ?? []);
    if (wanted.length < least) return undefined;
    return (query.boost ?? 1) * [...needed, ...wanted].reduce<number>((sum, score) => sum + (score ?? 0), 0);
  };
};

const nested = ({ path, query, score_mode = 'avg' }: NonNullable<Query['nested']>, corpus: Corpus): Matcher => {
  if (propertyOf(corpus, path)?.type !== 'nested')
    throw new Failure(400, 'query_shard_exception', `[nested] failed to find nested object under path [${path}]`);
  if (score_mode !== 'none') throw new Error('the double knows nested queries without a score alone');
  const inner = compile(query, corpus, false);
  return constant(0, (document) => (document.nested.get(path) ?? []).some((one) => inner(one) !== undefined));
};

const modifiers: Readonly<Record<string, (value: number) => number>> = {
  none: (value) => value,
  log1p: (value) => Math.log10(value + 1),
  ln1p: (value) => Math.log(value + 1),
  sqrt: Math.sqrt,
};
const scoredByField = (query: NonNullable<Query['function_score']>, corpus: Corpus, scored: boolean): Matcher => {
  const { functions, boost_mode = 'multiply', max_boost = Number.POSITIVE_INFINITY } = query;
  const factor = functions?.[0]?.field_value_factor;
  const inner = compile(query.query ?? { match_all: {} }, corpus, scored);
  return (document) => {
    const score = inner(document);
    if (score === undefined || !factor) return score;
    const value = document.values.get(factor.field)?.[0] ?? factor.missing;
    if (value === undefined) throw new Failure(400, 'exception', `Missing value for field [${factor.field}]`);
    const modify = modifiers[factor.modifier ?? 'none'];
    const own = Math.min(max_boost, modify ? modify((factor.factor ?? 1) * Number(value)) : 1);
    const modes: Record<string, number> = {
      multiply: score * own, sum: score + own, replace: own, max: Math.max(score, own), min: Math.min(score, own),
    }; // biome-ignore format: a table
    return modes[boost_mode] ?? score;
  };
};
