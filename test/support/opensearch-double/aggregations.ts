import type { Aggregation } from './description.ts';
import { malformed } from './failure.ts';
import type { Searchable } from './index.ts';
import { type Corpus, compile } from './query.ts';

export type Aggregated = Record<string, unknown>;

/** What can be counted: not a text field, whose words are not kept by document. */
const values = (document: Searchable, name: string, { fields }: Corpus): readonly (string | number)[] => {
  const property = fields.get(name);
  if (property?.type === 'text')
    throw malformed(`Text fields are not optimised for operations that require per-document field data: [${name}]`);
  if (property?.doc_values === false)
    throw malformed(`Can't load fielddata on [${name}] because fielddata is unsupported`);
  return document.values.get(name) ?? [];
};

/** UTF-8 order, in which Lucene has its terms. */
export const compareTerms = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));

const terms = (
  { field, size = 10, min_doc_count: least = 1 }: NonNullable<Aggregation['terms']>,
  documents: readonly Searchable[],
  corpus: Corpus,
) => {
  const counts = new Map<string | number, number>();
  for (const document of documents)
    for (const value of values(document, field, corpus)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const all = [...counts].filter(([, count]) => count >= least).sort((a, b) => b[1] - a[1] || compareTerms(a[0], b[0]));
  const rest = all.slice(size).reduce((sum, [, count]) => sum + count, 0);
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: rest,
    buckets: all.slice(0, size).map(([key, doc_count]) => ({ key, doc_count })),
  };
};

const extreme = (
  field: string,
  documents: readonly Searchable[],
  corpus: Corpus,
  of: (...values: number[]) => number,
) => {
  const all = documents.flatMap((document) => values(document, field, corpus).map(Number));
  const value = all.length === 0 ? null : all.reduce((a, b) => of(a, b));
  const isDate = corpus.fields.get(field)?.type === 'date';
  return { value, ...(isDate && value !== null ? { value_as_string: new Date(value).toISOString() } : {}) };
};

/** Executes aggregations over documents: those that match a query, or are nested in them. */
export const aggregate = (
  asked: Record<string, Aggregation>,
  documents: readonly Searchable[],
  corpus: Corpus,
): Aggregated =>
  Object.fromEntries(
    Object.entries(asked).map(([name, one]) => {
      const below = (some: readonly Searchable[]) => ({
        doc_count: some.length,
        ...aggregate(one.aggs ?? {}, some, corpus),
      });
      if (one.filter) {
        const matches = compile(one.filter, corpus, false);
        return [name, below(documents.filter((document) => matches(document) !== undefined))];
      }
      if (one.nested) {
        const { path } = one.nested;
        return [name, below(documents.flatMap((document) => document.nested.get(path) ?? []))];
      }
      if (one.aggs) throw new Error(`the double has no aggregations below those of ${name}`);
      if (one.terms) return [name, terms(one.terms, documents, corpus)];
      if (one.min) return [name, extreme(one.min.field, documents, corpus, Math.min)];
      if (one.max) return [name, extreme(one.max.field, documents, corpus, Math.max)];
      throw malformed('unknown aggregation');
    }),
  );
