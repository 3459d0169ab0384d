import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from '../../../test/contract/templates.ts';
import { HOSTILE, NONE } from '../../../test/support/opensearch-double/faults.ts';
import { type OpenSearchDouble, startOpenSearchDouble } from '../../../test/support/opensearch-double/server.ts';

let double: OpenSearchDouble;
beforeAll(async () => {
  double = await startOpenSearchDouble({ seed: 7 });
});
afterAll(() => double.close());

const ask = async (method: string, path: string, body?: object | string): Promise<{ status: number; body: Any }> => {
  const lines = typeof body === 'string';
  const answer = await fetch(`${double.base}${path}`, {
    method,
    headers: { 'content-type': lines ? 'application/x-ndjson' : 'application/json' },
    ...(body === undefined ? {} : { body: lines ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Any };
};
const index = async (name: string, aliases: object = {}): Promise<void> => {
  const { status } = await ask('PUT', `/${name}`, {
    settings: { index: { number_of_shards: 1, refresh_interval: '-1' } },
    mappings: {
      dynamic: 'strict',
      properties: {
        words: { type: 'text', analyzer: 'whitespace' },
        colour: { type: 'keyword' },
        size: { type: 'long' },
        prices: { type: 'nested', dynamic: 'strict', properties: { from: { type: 'date' }, amount: { type: 'long' } } },
      },
    },
    aliases,
  });
  expect(status).toBe(200);
};
const put = (name: string, id: string, source: object, version?: number) =>
  ask(
    'POST',
    '/_bulk',
    `${JSON.stringify({ index: { _index: name, _id: id, ...(version ? { version, version_type: 'external' } : {}) } })}\n${JSON.stringify(source)}\n`,
  );
const search = async (name: string, body: object) => (await ask('POST', `/${name}/_search`, body)).body;
const ids = (found: Any): string[] => found.hits.hits.map((hit: Any) => hit._id);

describe('what the description does not have', () => {
  it.each([
    ['a parameter', 'POST', '/_bulk?refesh=true'],
    ['an operation', 'POST', '/_mget'],
    ['a method', 'PATCH', '/things'],
  ])('%s is refused', async (_, method, path) => {
    expect((await ask(method, path, '')).status).toBe(400);
  });

  it.each([
    [{ queri: {} }],
    [{ query: { terms: { a: ['x'], b: ['y'] } } }],
    [{ query: { term: { a: 'x' }, match_all: {} } }],
    [{ query: { query_string: { query: 'a OR b' } } }],
    [{ sort: [{ size: { ordr: 'asc' } }] }],
    [{ query: { function_score: { field_value_factor: { field: 'size' } } } }],
    [{ aggs: { one: { terms: { field: 'words', sise: 3 } } } }],
  ])('in a search is refused: %j', async (body) => {
    await index(`strict-${Math.random()}`.replace('.', ''));
    const { status, body: answer } = await ask('POST', '/strict/_search', body);
    expect([status, answer.status]).toEqual([400, 400]);
  });
});

describe('documents', () => {
  it('are stored by the highest external version, whatever comes when; the same again is 409', async () => {
    await index('versions');
    const statuses: unknown[] = [];
    for (const [colour, version] of [
      ['red', 5],
      ['blue', 4],
      ['green', 5],
      ['grey', 9],
    ] as const)
      statuses.push((await put('versions', 'a', { colour }, version)).body.items[0].index.status);
    expect(statuses).toEqual([201, 409, 409, 200]);
    await ask('POST', '/versions/_refresh');
    expect((await search('versions', {})).hits.hits[0]._source).toEqual({ colour: 'grey' });
  });

  it('with a field that the mapping does not have are refused alone', async () => {
    await index('refusals');
    const { status, body } = await put('refusals', 'a', { shade: 'red' });
    expect([status, body.errors]).toEqual([200, true]);
    expect(body.items[0].index).toMatchObject({
      status: 400,
      error: { type: 'strict_dynamic_mapping_exception' },
    });
  });

  it('are found after a refresh, and not before', async () => {
    await index('refreshes');
    await put('refreshes', 'a', { words: 'mug' });
    expect(ids(await search('refreshes', {}))).toEqual([]);
    await ask('POST', '/refreshes/_refresh');
    expect(ids(await search('refreshes', {}))).toEqual(['a']);
  });

  it('that are to go to an alias make no index by themselves', async () => {
    await index('behind', { before: {} });
    const line = JSON.stringify({ index: { _index: 'nowhere', _id: 'a', require_alias: true } });
    const other = JSON.stringify({ index: { _index: 'before', _id: 'a', require_alias: true } });
    const { body } = await ask('POST', '/_bulk', `${line}\n{}\n${other}\n{}\n`);
    expect(body.items.map(({ index: item }: Any) => [item._index, item.status])).toEqual([
      ['nowhere', 404],
      ['behind', 201],
    ]);
  });
});

describe('aliases', () => {
  it('change together or not at all', async () => {
    await index('blue', { live: {} });
    await index('green');
    const wrong = [{ remove: { index: 'blue', alias: 'live' } }, { add: { index: 'grey', alias: 'live' } }];
    expect((await ask('POST', '/_aliases', { actions: wrong })).status).toBe(404);
    expect(double.cluster.aliases.get('live')).toEqual(new Set(['blue']));
    const right = [{ remove: { index: 'blue', alias: 'live' } }, { add: { index: 'green', alias: 'live' } }];
    expect((await ask('POST', '/_aliases', { actions: right })).status).toBe(200);
    expect(double.cluster.aliases.get('live')).toEqual(new Set(['green']));
    expect((await ask('DELETE', '/live')).status).toBe(400);
  });
});

describe('queries', () => {
  beforeAll(async () => {
    await index('things');
    const things = {
      mug: {
        words: 'red mug',
        colour: ['red', 'white'],
        size: 3,
        prices: [{ from: '2026-01-01T00:00:00Z', amount: 12 }],
      },
      lamp: {
        words: 'red red lamp',
        colour: 'red',
        size: 9,
        prices: [
          { from: '2026-01-01T00:00:00Z', amount: 30 },
          { from: '2026-06-01T00:00:00Z', amount: 20 },
        ],
      },
      note: { words: 'paper', size: 1 },
    };
    for (const [id, source] of Object.entries(things)) await put('things', id, source);
    await ask('POST', '/things/_refresh');
  });
  const find = async (query: object) => ids(await search('things', { query }));

  it('score by BM25', async () => {
    const found = await search('things', { query: { term: { words: 'red' } } });
    // ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = 0.470004; average length 2: 2 / (2 + 1.2 · (0.25 + 0.75 · 1.5)) and 1 / (1 + 1.2)
    const scores = found.hits.hits.map(({ _score }: Any) => Number(_score));
    expect(ids(found)).toEqual(['lamp', 'mug']);
    expect(scores[0]).toBeCloseTo(0.257536, 5);
    expect(scores[1]).toBeCloseTo(0.213638, 5);
  });

  it('take the best of several, and a share of the others', async () => {
    const two = [
      { constant_score: { filter: { term: { colour: 'red' } }, boost: 4 } },
      { constant_score: { filter: { range: { size: { gt: 5 } } }, boost: 2 } },
    ];
    const found = await search('things', { query: { dis_max: { queries: two, tie_breaker: 0.5 } } });
    expect(found.hits.hits.map(({ _id, _score }: Any) => [_id, _score])).toEqual([
      ['lamp', 5],
      ['mug', 4],
    ]);
  });

  it('find by all kinds', async () => {
    expect(await find({ prefix: { words: { value: 'pa' } } })).toEqual(['note']);
    expect(await find({ terms: { colour: ['white', 'blue'] } })).toEqual(['mug']);
    expect(await find({ bool: { must_not: [{ exists: { field: 'colour' } }] } })).toEqual(['note']);
    expect(
      await find({ bool: { filter: [{ range: { size: { gte: 3, lte: 9 } } }], must: { term: { words: 'mug' } } } }),
    ).toEqual(['mug']);
    expect(await find({ constant_score: { filter: { fuzzy: { words: { value: 'papre', fuzziness: 1 } } } } })).toEqual([
      'note',
    ]);
    expect(
      await find({
        constant_score: { filter: { fuzzy: { words: { value: 'papre', fuzziness: 1, transpositions: false } } } },
      }),
    ).toEqual([]);
    expect(
      await find({ nested: { path: 'prices', score_mode: 'none', query: { range: { 'prices.amount': { lt: 15 } } } } }),
    ).toEqual(['mug']);
  });

  it('need nothing of `should` beside a filter, and one of it alone', async () => {
    const should = [{ term: { words: 'lamp' } }];
    expect((await find({ bool: { should, filter: { range: { size: { gt: 2 } } } } })).toSorted()).toEqual([
      'lamp',
      'mug',
    ]);
    expect(await find({ bool: { should } })).toEqual(['lamp']);
  });

  it('add a field’s value to the score', async () => {
    const query = {
      function_score: {
        query: { constant_score: { filter: { match_all: {} } } },
        functions: [{ field_value_factor: { field: 'size', modifier: 'log1p', missing: 0 } }],
        boost_mode: 'sum',
      },
    };
    const found = await search('things', { query });
    expect(found.hits.hits[0]).toMatchObject({ _id: 'lamp', _score: 2 });
  });

  it('sort by a nested value as of a moment, and go on after a place', async () => {
    const sort = [
      {
        'prices.amount': {
          order: 'asc',
          nested: { path: 'prices', filter: { range: { 'prices.from': { gte: '2026-03-01T00:00:00Z' } } } },
        },
      },
      { size: 'desc' },
    ];
    const found = await search('things', { sort });
    expect(found.hits.hits.map((hit: Any) => [hit._id, hit.sort])).toEqual([
      ['lamp', [20, 9]],
      ['mug', [null, 3]],
      ['note', [null, 1]],
    ]);
    expect(ids(await search('things', { sort, search_after: [20, 9] }))).toEqual(['mug', 'note']);
    expect(ids(await search('things', { sort, search_after: [null, 3] }))).toEqual(['note']);
    expect((await ask('POST', '/things/_search', { sort, search_after: [20] })).status).toBe(400);
    expect((await ask('POST', '/things/_search', { sort: ['_score', { words: 'asc' }] })).status).toBe(400);
  });

  it('aggregate what matches, before the filter that comes after', async () => {
    const aggs = {
      colours: { terms: { field: 'colour', size: 1 } },
      large: {
        filter: { range: { size: { gt: 5 } } },
        aggs: { prices: { nested: { path: 'prices' }, aggs: { most: { max: { field: 'prices.amount' } } } } },
      },
    };
    const found = await search('things', { size: 0, aggs, post_filter: { term: { colour: 'white' } } });
    expect(found.hits.total).toEqual({ value: 1, relation: 'eq' });
    expect(found.aggregations).toEqual({
      colours: { doc_count_error_upper_bound: 0, sum_other_doc_count: 1, buckets: [{ key: 'red', doc_count: 2 }] },
      large: { doc_count: 1, prices: { doc_count: 2, most: { value: 30 } } },
    });
  });
});

describe('faults', () => {
  it('are the same for the same seed, and a late request is done after those that follow', async () => {
    await index('faults');
    double.faults.shares = { ...NONE, late: 1 };
    await expect(put('faults', 'a', { colour: 'first' }, 1)).rejects.toThrow();
    double.faults.shares = NONE;
    await put('faults', 'a', { colour: 'second' }, 2);
    double.faults.settle();
    expect(double.cluster.indices.get('faults')?.written.get('a')?.source).toEqual({ colour: 'second' });
    const kinds = async (seed: number) => {
      const other = await startOpenSearchDouble({ seed });
      other.faults.shares = HOSTILE;
      const drawn = Array.from({ length: 40 }, () => other.faults.next());
      await other.close();
      return drawn.join();
    };
    expect(await kinds(3)).toBe(await kinds(3));
    expect(await kinds(3)).not.toBe(await kinds(4));
  });
});
