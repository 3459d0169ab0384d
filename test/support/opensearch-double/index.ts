import type { IndexBody, Property } from './description.ts';
import { Failure } from './failure.ts';

/** A document as it is searched: by full name of the field. */
export interface Searchable {
  /** Terms and how often each stands there; of text fields. */
  readonly terms: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Keywords, numbers (booleans, moments in milliseconds), of all other fields. */
  readonly values: ReadonlyMap<string, readonly (string | number)[]>;
  readonly nested: ReadonlyMap<string, readonly Searchable[]>;
}
export interface Stored {
  readonly id: string;
  readonly version: number;
  readonly source: Readonly<Record<string, unknown>>;
  readonly searchable: Searchable;
}

/** Bytes of the longest term that Lucene stores. */
const MOST_TERM_BYTES = 32_766;

const refused = (reason: string): Failure => new Failure(400, 'mapper_parsing_exception', reason);

const tokensOf = (text: string, analyzer: string | undefined, name: string): string[] => {
  if (analyzer === 'whitespace') return text.split(/\s+/u).filter(Boolean);
  throw new Error(`the double does not know the analyzer ${analyzer} of ${name}`);
};

const valueIn = (property: Property, name: string, value: unknown): string | number => {
  if (property.type === 'keyword') {
    if (typeof value === 'object') throw refused(`failed to parse field [${name}] of type [keyword]`);
    return String(value);
  }
  if (property.type === 'boolean') {
    if (typeof value !== 'boolean') throw refused(`failed to parse field [${name}] of type [boolean]`);
    return value ? 1 : 0;
  }
  const number = property.type === 'date' ? Date.parse(String(value)) : Number(value);
  if (
    !Number.isFinite(number) ||
    ((property.type === 'long' || property.type === 'integer') && !Number.isInteger(number))
  )
    throw refused(`failed to parse field [${name}] of type [${property.type}]`);
  return number;
};

/** Reads a document by its mapping; a field that the mapping does not have is refused. */
const searchableOf = (source: object, properties: Record<string, Property>, path = ''): Searchable => {
  const terms = new Map<string, Map<string, number>>();
  const values = new Map<string, (string | number)[]>();
  const nested = new Map<string, Searchable[]>();
  for (const [name, given] of Object.entries(source)) {
    const full = path + name;
    const property = properties[name];
    if (!property)
      throw new Failure(
        400,
        'strict_dynamic_mapping_exception',
        `mapping set to strict, dynamic introduction of [${name}] within [${path || '_doc'}] is not allowed`,
      );
    const all = (Array.isArray(given) ? given : [given]).filter((one) => one !== null && one !== undefined);
    if (property.type === 'object') continue;
    if (property.type === 'nested') {
      nested.set(
        full,
        all.map((one) => searchableOf(one as object, property.properties ?? {}, `${full}.`)),
      );
    } else if (property.type === 'text') {
      const counts = new Map<string, number>();
      for (const one of all)
        for (const token of tokensOf(String(one), property.analyzer, full))
          counts.set(token, (counts.get(token) ?? 0) + 1);
      if (counts.size > 0) terms.set(full, counts);
    } else {
      const most = property.ignore_above ?? Number.POSITIVE_INFINITY;
      const read = all
        .map((one) => valueIn(property, full, one))
        .filter((one) => typeof one === 'number' || one.length <= most);
      if (read.some((one) => typeof one === 'string' && Buffer.byteLength(one) > MOST_TERM_BYTES))
        throw refused(`Document contains at least one immense term in field="${full}"`);
      if (read.length > 0) values.set(full, [...new Set(read)]);
    }
  }
  return { terms, values, nested };
};

const flat = (properties: Record<string, Property>, path = ''): [string, Property][] =>
  Object.entries(properties).flatMap(([name, property]): [string, Property][] => [
    [path + name, property],
    ...flat(property.properties ?? {}, `${path}${name}.`),
  ]);

/** An index of one shard: what was written, and of that what a search sees since the last refresh. */
export class Index {
  readonly name: string;
  readonly body: IndexBody;
  readonly written = new Map<string, Stored>();
  readonly fields: ReadonlyMap<string, Property>;
  visible: readonly Stored[] = [];
  #dirty = false;
  #refreshedAt = performance.now();

  constructor(name: string, body: IndexBody) {
    this.name = name;
    this.body = body;
    if (body.mappings?.dynamic !== 'strict') throw new Error('the double has strict mappings alone');
    this.fields = new Map(flat(body.mappings.properties ?? {}));
  }

  /** Stores a document when its version is higher than the one that is there (`version_type` external). */
  put(id: string, source: Record<string, unknown>, version: number | undefined, type = 'internal') {
    const before = this.written.get(id);
    const external = type !== 'internal';
    if (external === (version === undefined)) throw new Failure(400, 'action_request_validation_exception', 'version');
    const next = version ?? (before?.version ?? 0) + 1;
    const conflict = before && external && (type === 'external' ? next <= before.version : next < before.version);
    if (conflict)
      throw new Failure(
        409,
        'version_conflict_engine_exception',
        `[${id}]: version conflict, current version [${before.version}] is higher or equal to the one provided [${next}]`,
      );
    const searchable = searchableOf(source, this.body.mappings?.properties ?? {});
    this.written.set(id, { id, version: next, source: this.#kept(source), searchable });
    this.#dirty = true;
    return { version: next, result: before ? 'updated' : 'created' };
  }

  #kept(source: Record<string, unknown>): Record<string, unknown> {
    const { includes, excludes = [] } = this.body.mappings?._source ?? {};
    const names = Object.keys(source).filter((name) => (includes?.includes(name) ?? true) && !excludes.includes(name));
    return structuredClone(Object.fromEntries(names.map((name) => [name, source[name]])));
  }

  refresh(): void {
    if (this.#dirty) this.visible = [...this.written.values()];
    this.#dirty = false;
    this.#refreshedAt = performance.now();
  }

  /** As the clock does, each `refresh_interval`; a second by default. */
  refreshWhenDue(): void {
    const interval = this.body.settings?.index.refresh_interval ?? '1s';
    if (interval === '-1') return;
    const ms = Number.parseInt(interval, 10) * (interval.endsWith('ms') ? 1 : interval.endsWith('m') ? 60_000 : 1000);
    if (performance.now() - this.#refreshedAt >= ms) this.refresh();
  }
}
