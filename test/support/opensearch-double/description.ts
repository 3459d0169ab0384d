/**
 * What of OpenSearch's REST API may be asked here, in our own words, after its published description
 * (opensearch-project/opensearch-api-specification, Apache-2.0, as of commit fbe9edeb) and the manual of version 2. Every
 * object is strict: a parameter or a member that the description does not know is refused with 400, as OpenSearch does, so a
 * misspelt one is found. What the description knows and nothing here executes is not in it, and refused as well.
 */
import * as z from 'zod/mini';

const text = z.string();
const field = z.string().check(z.regex(/^[a-z_][\w.]*$/i));
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const whole = z.int().check(z.nonnegative());
const base = { boost: z.optional(z.number().check(z.nonnegative())), _name: z.optional(text) };
const duration = z.string().check(z.regex(/^\d+(ms|s|m|h|d)$/));

/** An object with one member whose name is a field's. */
const byField = <S extends z.core.$ZodType>(schema: S) =>
  z.record(field, schema).check(z.refine((value) => Object.keys(value as object).length === 1, 'one field'));

const single = {
  term: byField(
    z.union([scalar, z.strictObject({ ...base, value: scalar, case_insensitive: z.optional(z.boolean()) })]),
  ),
};
const orMany = <S extends z.core.$ZodType>(schema: S) => z.union([schema, z.array(schema)]);

/** `QueryContainer`: exactly one kind. */
export const Query: z.ZodMiniType<Query> = z.lazy(() =>
  z
    .strictObject({
      match_all: z.optional(z.strictObject(base)),
      match_none: z.optional(z.strictObject(base)),
      term: z.optional(single.term),
      terms: z.optional(
        z.pipe(
          z.record(text, z.unknown()),
          z.transform(({ boost, _name, ...rest }, context) => {
            const entries = Object.entries(rest);
            const [name = '', values] = entries[0] ?? [];
            if (entries.length !== 1 || !Array.isArray(values) || (boost !== undefined && typeof boost !== 'number'))
              context.issues.push({
                code: 'custom',
                message: '[terms] query requires one field and its values',
                input: rest,
              });
            return { field: name, values: (values ?? []) as Scalar[], boost: Number(boost ?? 1) };
          }),
        ),
      ),
      prefix: z.optional(
        byField(
          z.strictObject({
            ...base,
            value: text,
            case_insensitive: z.optional(z.boolean()),
            rewrite: z.optional(text),
          }),
        ),
      ),
      fuzzy: z.optional(
        byField(
          z.strictObject({
            ...base,
            value: text,
            fuzziness: z.optional(z.union([z.literal(['AUTO', '0', '1', '2']), z.literal([0, 1, 2])])),
            prefix_length: z.optional(whole),
            max_expansions: z.optional(whole),
            transpositions: z.optional(z.boolean()),
            rewrite: z.optional(text),
          }),
        ),
      ),
      range: z.optional(
        byField(
          z.strictObject({
            ...base,
            gt: z.optional(scalar),
            gte: z.optional(scalar),
            lt: z.optional(scalar),
            lte: z.optional(scalar),
          }),
        ),
      ),
      exists: z.optional(z.strictObject({ ...base, field })),
      constant_score: z.optional(z.strictObject({ ...base, filter: Query })),
      dis_max: z.optional(
        z.strictObject({ ...base, queries: z.array(Query).check(z.minLength(1)), tie_breaker: z.optional(z.number()) }),
      ),
      bool: z.optional(
        z.strictObject({
          ...base,
          must: z.optional(orMany(Query)),
          filter: z.optional(orMany(Query)),
          should: z.optional(orMany(Query)),
          must_not: z.optional(orMany(Query)),
          minimum_should_match: z.optional(z.int()),
        }),
      ),
      function_score: z.optional(
        // Without a boost: what it multiplies is not said.
        z.strictObject({
          query: z.optional(Query),
          functions: z.optional(
            z
              .array(
                z.strictObject({
                  field_value_factor: z.strictObject({
                    field,
                    factor: z.optional(z.number()),
                    missing: z.optional(z.number()),
                    modifier: z.optional(z.literal(['none', 'log1p', 'ln1p', 'sqrt'])),
                  }),
                }),
              )
              .check(z.length(1)),
          ),
          boost_mode: z.optional(z.literal(['multiply', 'replace', 'sum', 'max', 'min'])),
          max_boost: z.optional(z.number()),
        }),
      ),
      nested: z.optional(
        z.strictObject({
          ...base,
          path: field,
          query: Query,
          score_mode: z.optional(z.literal(['avg', 'max', 'min', 'none', 'sum'])),
          ignore_unmapped: z.optional(z.boolean()),
        }),
      ),
    })
    .check(z.refine((query) => Object.keys(query).length === 1, 'a query has one kind')),
) as unknown as z.ZodMiniType<Query>;

export type Scalar = string | number | boolean;
type Base = { boost?: number };
export type Query = {
  match_all?: Base;
  match_none?: Base;
  term?: Record<string, Scalar | (Base & { value: Scalar })>;
  terms?: { field: string; values: Scalar[]; boost: number };
  prefix?: Record<string, Base & { value: string }>;
  fuzzy?: Record<
    string,
    Base & {
      value: string;
      fuzziness?: string | number;
      prefix_length?: number;
      transpositions?: boolean;
      max_expansions?: number;
    }
  >;
  range?: Record<string, Base & { gt?: Scalar; gte?: Scalar; lt?: Scalar; lte?: Scalar }>;
  exists?: { field: string };
  constant_score?: Base & { filter: Query };
  dis_max?: Base & { queries: Query[]; tie_breaker?: number };
  bool?: Base & {
    must?: Query | Query[];
    filter?: Query | Query[];
    should?: Query | Query[];
    must_not?: Query | Query[];
    minimum_should_match?: number;
  };
  function_score?: {
    query?: Query;
    functions?: { field_value_factor: { field: string; factor?: number; missing?: number; modifier?: string } }[];
    boost_mode?: string;
    max_boost?: number;
  };
  nested?: Base & { path: string; query: Query; score_mode?: string };
};

export type Aggregation = {
  filter?: Query;
  nested?: { path: string };
  terms?: { field: string; size?: number; shard_size?: number; min_doc_count?: number };
  min?: { field: string };
  max?: { field: string };
  aggs?: Record<string, Aggregation>;
};
/** `AggregationContainer`: exactly one kind, and those below it. */
export const Aggregation: z.ZodMiniType<Aggregation> = z.lazy(() =>
  z
    .strictObject({
      filter: z.optional(Query),
      nested: z.optional(z.strictObject({ path: field })),
      terms: z.optional(
        z.strictObject({
          field,
          size: z.optional(z.int().check(z.positive())),
          shard_size: z.optional(z.int().check(z.positive())),
          min_doc_count: z.optional(whole),
        }),
      ),
      min: z.optional(z.strictObject({ field })),
      max: z.optional(z.strictObject({ field })),
      aggs: z.optional(z.record(z.string().check(z.regex(/^[^[\]>]+$/)), Aggregation)),
    })
    .check(
      z.refine((one) => Object.keys(one).filter((kind) => kind !== 'aggs').length === 1, 'an aggregation has one kind'),
    ),
) as unknown as z.ZodMiniType<Aggregation>;

const order = z.literal(['asc', 'desc']);
const Sort = z.union([
  z.literal('_score'),
  z.record(
    field,
    z.union([
      order,
      z.strictObject({
        order: z.optional(order),
        missing: z.optional(z.union([z.literal(['_first', '_last']), z.number()])),
        mode: z.optional(z.literal(['min', 'max'])),
        unmapped_type: z.optional(text),
        nested: z.optional(z.strictObject({ path: field, filter: z.optional(Query) })),
      }),
    ]),
  ),
]);
export type Sort = z.infer<typeof Sort>;

/** The most that one page of hits has (`index.max_result_window`). */
const WINDOW = 10_000;
export const SearchBody = z.strictObject({
  query: z.optional(Query),
  post_filter: z.optional(Query),
  aggs: z.optional(z.record(text, Aggregation)),
  sort: z.optional(z.array(Sort)),
  size: z.optional(whole.check(z.maximum(WINDOW))),
  from: z.optional(whole),
  search_after: z.optional(z.array(z.nullable(scalar))),
  track_total_hits: z.optional(z.union([z.boolean(), whole])),
  track_scores: z.optional(z.boolean()),
  timeout: z.optional(duration),
  _source: z.optional(z.union([z.boolean(), text, z.array(text)])),
});
export type SearchBody = z.infer<typeof SearchBody>;

export type Property = {
  type?: 'keyword' | 'text' | 'long' | 'integer' | 'float' | 'boolean' | 'date' | 'nested' | 'object';
  analyzer?: string;
  index?: boolean;
  doc_values?: boolean;
  norms?: boolean;
  enabled?: boolean;
  format?: string;
  ignore_above?: number;
  dynamic?: string | boolean;
  properties?: Record<string, Property>;
};
/** The analyzers that every index has and that are executed here. */
const analyzer = z.literal(['whitespace', 'keyword']);
const Property: z.ZodMiniType<Property> = z.lazy(() =>
  z.union([
    z.strictObject({
      type: z.literal('keyword'),
      index: z.optional(z.boolean()),
      doc_values: z.optional(z.boolean()),
      ignore_above: z.optional(whole),
    }),
    z.strictObject({ type: z.literal('text'), analyzer: z.optional(analyzer), norms: z.optional(z.boolean()) }),
    z.strictObject({
      type: z.literal(['long', 'integer', 'float', 'boolean']),
      index: z.optional(z.boolean()),
      doc_values: z.optional(z.boolean()),
    }),
    z.strictObject({ type: z.literal('date'), format: z.optional(text) }),
    z.strictObject({
      type: z.literal('nested'),
      dynamic: z.optional(z.union([z.boolean(), z.literal('strict')])),
      properties: z.record(field, Property),
    }),
    z.strictObject({ type: z.literal('object'), enabled: z.optional(z.boolean()) }),
  ]),
) as unknown as z.ZodMiniType<Property>;

/** `PUT /<index>`. */
export const IndexBody = z.strictObject({
  settings: z.optional(
    z.strictObject({
      index: z.strictObject({
        number_of_shards: z.optional(z.int().check(z.positive())),
        number_of_replicas: z.optional(whole),
        refresh_interval: z.optional(z.union([duration, z.literal('-1')])),
      }),
    }),
  ),
  mappings: z.optional(
    z.strictObject({
      dynamic: z.optional(z.union([z.boolean(), z.literal('strict')])),
      _source: z.optional(
        z.strictObject({
          enabled: z.optional(z.boolean()),
          includes: z.optional(z.array(text)),
          excludes: z.optional(z.array(text)),
        }),
      ),
      properties: z.optional(z.record(field, Property)),
    }),
  ),
  aliases: z.optional(z.record(text, z.strictObject({ is_write_index: z.optional(z.boolean()) }))),
});
export type IndexBody = z.infer<typeof IndexBody>;

/** `POST /_aliases`. */
export const AliasesBody = z.strictObject({
  actions: z.array(
    z.union([
      z.strictObject({ add: z.strictObject({ index: text, alias: text, is_write_index: z.optional(z.boolean()) }) }),
      z.strictObject({ remove: z.strictObject({ index: text, alias: text, must_exist: z.optional(z.boolean()) }) }),
    ]),
  ),
});

/** A line of `POST /_bulk` that says what is done; `delete` would take its version along and forget it a minute later. */
export const BulkAction = z.strictObject({
  index: z.strictObject({
    _index: text,
    _id: z.string().check(z.minLength(1), z.maxLength(512)),
    version: z.optional(z.int().check(z.nonnegative())),
    version_type: z.optional(z.literal(['internal', 'external', 'external_gte'])),
    require_alias: z.optional(z.boolean()),
    routing: z.optional(text),
  }),
});
export type BulkAction = z.infer<typeof BulkAction>;

export const CountBody = z.strictObject({ query: z.optional(Query) });

const shared = ['pretty', 'human', 'error_trace', 'filter_path'];
/** The parameters of the query string, by operation. */
export const parameters: Readonly<Record<string, readonly string[]>> = {
  bulk: [...shared, 'index', 'refresh', 'require_alias', 'routing', 'timeout', 'wait_for_active_shards', '_source'],
  search: [
    ...shared, 'allow_no_indices', 'allow_partial_search_results', 'cancel_after_time_interval', 'ignore_unavailable',
    'preference', 'request_cache', 'routing', 'search_type', 'track_total_hits', 'timeout', 'size', 'from',
  ],
  count: [...shared, 'allow_no_indices', 'ignore_unavailable', 'preference', 'routing'],
  create: [...shared, 'timeout', 'cluster_manager_timeout', 'wait_for_active_shards'],
  delete: [...shared, 'timeout', 'cluster_manager_timeout', 'allow_no_indices', 'ignore_unavailable', 'expand_wildcards'],
  refresh: [...shared, 'allow_no_indices', 'ignore_unavailable', 'expand_wildcards'],
  aliases: [...shared, 'timeout', 'cluster_manager_timeout'],
  get: [...shared, 'allow_no_indices', 'ignore_unavailable', 'expand_wildcards', 'flat_settings', 'local'],
  info: shared,
}; // biome-ignore format: lists
