import * as z from 'zod/mini';
import { AliasesBody, BulkAction, CountBody, IndexBody, parameters, SearchBody } from './description.ts';
import { Failure, malformed, noIndex, parsing } from './failure.ts';
import { Index } from './index.ts';
import { search } from './search.ts';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}
/** What is done to some lines of a bulk request instead of executing them. */
export type Spoil = (line: number) => Failure | undefined;

const read = <S extends z.ZodMiniType>(schema: S, body: string): z.infer<S> => {
  const result = z.safeParse(schema, body === '' ? {} : JSON.parse(body));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw parsing(`${issue?.path.join('.')}: ${issue?.message} ${JSON.stringify(result.error.issues).slice(0, 400)}`);
};

/** The parameters of the query string; one that the operation does not have is refused. */
const parametersOf = ({ query, path }: Asked, operation: string): URLSearchParams => {
  const unknown = [...query.keys()].filter((name) => !parameters[operation]?.includes(name));
  if (unknown.length > 0)
    throw malformed(`request [${path}] contains unrecognized parameter: [${unknown.join('], [')}]`);
  return query;
};

/** Indices and aliases of one node, and its REST API as far as description.ts has it. */
export class Cluster {
  readonly indices = new Map<string, Index>();
  /** By name, the indices behind it. */
  readonly aliases = new Map<string, Set<string>>();

  /** @throws Failure as OpenSearch answers it */
  answer(asked: Asked, spoil: Spoil = () => undefined): object {
    const [first = '', second] = asked.path.split('/').slice(1).map(decodeURIComponent);
    const operation = `${asked.method} ${first === '' ? '/' : first.startsWith('_') ? first : '<index>'}${second ? `/${second}` : ''}`;
    switch (operation) {
      case 'GET /':
        parametersOf(asked, 'info');
        return {
          name: 'double',
          version: { distribution: 'opensearch', number: '2.19.0' },
          tagline: 'The OpenSearch Project: https://opensearch.org/',
        };
      case 'POST _bulk':
        return this.#bulk(asked, spoil);
      case 'POST _aliases':
        return this.#updateAliases(asked);
      case 'PUT <index>':
        return this.#create(asked, first);
      case 'DELETE <index>':
        parametersOf(asked, 'delete');
        return this.#delete(first);
      case 'GET <index>':
        parametersOf(asked, 'get');
        return Object.fromEntries(this.#matching(first).map((index) => [index.name, this.#described(index)]));
      case 'GET <index>/_refresh':
      case 'POST <index>/_refresh':
        parametersOf(asked, 'refresh');
        this.#behind(first).refresh();
        return { _shards: { total: 1, successful: 1, failed: 0 } };
      case 'POST <index>/_search':
        return this.#search(asked, first);
      case 'POST <index>/_count':
        parametersOf(asked, 'count');
        return {
          count: this.#found(first, { ...read(CountBody, asked.body), size: 0 }).hits.total?.value,
          _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
        };
      default:
        throw malformed(`no handler found for uri [${asked.path}] and method [${asked.method}]`);
    }
  }

  #search(asked: Asked, name: string) {
    const query = parametersOf(asked, 'search');
    const allowed = query.get('allow_partial_search_results');
    if (allowed !== null && !['true', 'false'].includes(allowed)) throw malformed('allow_partial_search_results');
    return this.#found(name, read(SearchBody, asked.body));
  }

  #found(name: string, body: SearchBody) {
    const index = this.#behind(name);
    index.refreshWhenDue();
    return search(index, body, body.track_total_hits ?? WITHOUT_ASKING);
  }

  /** Each line is done alone, in order; the answer says of each how it went, and that any failed. */
  #bulk(asked: Asked, spoil: Spoil): object {
    const requireAlias = parametersOf(asked, 'bulk').get('require_alias') === 'true';
    if (!asked.body.endsWith('\n')) throw malformed('The bulk request must be terminated by a newline [\\n]');
    const lines = asked.body.split('\n').slice(0, -1);
    if (lines.length === 0 || lines.length % 2 === 1)
      throw malformed('Malformed action/metadata line, expected one and its source');
    const actions = lines.filter((_, n) => n % 2 === 0).map((line) => read(BulkAction, line).index);
    const items = actions.map(({ _index, _id, version, version_type, require_alias = requireAlias }, n) => {
      try {
        const spoilt = spoil(n);
        if (spoilt) throw spoilt;
        if (require_alias && !this.aliases.has(_index))
          throw noIndex(_index, ` and [require_alias] request flag is [true] and [${_index}] is not an alias`);
        const index = this.#behind(_index);
        const put = index.put(_id, JSON.parse(lines[2 * n + 1] ?? ''), version, version_type);
        return {
          index: {
            _index: index.name,
            _id,
            _version: put.version,
            result: put.result,
            status: put.result === 'created' ? 201 : 200,
          },
        };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { index: { _index, _id, status: error.status, error: { type: error.type, reason: error.message } } };
      }
    });
    return { took: 1, errors: items.some(({ index }) => 'error' in index), items };
  }

  #create(asked: Asked, name: string): object {
    parametersOf(asked, 'create');
    const body = read(IndexBody, asked.body);
    if (!/^[a-z0-9][a-z0-9._-]{0,254}$/.test(name))
      throw new Failure(400, 'invalid_index_name_exception', `Invalid index name [${name}], must be lowercase`);
    if (this.indices.has(name) || this.aliases.has(name))
      throw new Failure(400, 'resource_already_exists_exception', `index [${name}] already exists`);
    this.indices.set(name, new Index(name, body));
    for (const alias of Object.keys(body.aliases ?? {})) this.#add(alias, name);
    return { acknowledged: true, shards_acknowledged: true, index: name };
  }

  #delete(name: string): object {
    if (this.aliases.has(name))
      throw malformed(
        `The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`,
      );
    if (/[*,]/.test(name)) throw malformed('Wildcard expressions or all indices are not allowed');
    if (!this.indices.delete(name)) throw noIndex(name);
    for (const alias of [...this.aliases.keys()]) this.#remove(alias, name);
    return { acknowledged: true };
  }

  /** All actions or none, at one instant. */
  #updateAliases(asked: Asked): object {
    parametersOf(asked, 'aliases');
    const { actions } = read(AliasesBody, asked.body);
    for (const action of actions) {
      const { index, alias } = 'add' in action ? action.add : action.remove;
      if (!this.indices.has(index)) throw noIndex(index);
      if ('add' in action && this.indices.has(alias))
        throw malformed(`an index exists with the same name as the alias [${alias}]`);
      if ('remove' in action && action.remove.must_exist !== false && !this.aliases.get(alias)?.has(index))
        throw new Failure(404, 'aliases_not_found_exception', `aliases [${alias}] missing`);
    }
    for (const action of actions) {
      if ('add' in action) this.#add(action.add.alias, action.add.index);
      else this.#remove(action.remove.alias, action.remove.index);
    }
    return { acknowledged: true };
  }

  #add(alias: string, index: string): void {
    this.aliases.set(alias, (this.aliases.get(alias) ?? new Set()).add(index));
  }

  #remove(alias: string, index: string): void {
    const behind = this.aliases.get(alias);
    behind?.delete(index);
    if (behind?.size === 0) this.aliases.delete(alias);
  }

  #behind(name: string): Index {
    const [found, ...more] = [...(this.aliases.get(name) ?? [name])];
    if (more.length > 0) throw new Error(`the double searches one index at a time; ${name} has several`);
    const index = this.indices.get(found ?? '');
    if (!index) throw noIndex(name);
    return index;
  }

  #matching(expression: string): Index[] {
    if (!expression.endsWith('*')) return [this.#behind(expression)];
    return [...this.indices.values()].filter(({ name }) => name.startsWith(expression.slice(0, -1)));
  }

  #described(index: Index): object {
    const aliases = [...this.aliases].filter(([, behind]) => behind.has(index.name)).map(([alias]) => [alias, {}]);
    return {
      aliases: Object.fromEntries(aliases),
      mappings: index.body.mappings ?? {},
      settings: index.body.settings ?? {},
    };
  }
}

/** How many hits are counted exactly when nothing is said. */
const WITHOUT_ASKING = 10_000;
