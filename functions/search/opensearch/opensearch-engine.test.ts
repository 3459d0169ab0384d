import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { chanceOf } from '../../../test/support/chance.ts';
import { HOSTILE, NONE } from '../../../test/support/opensearch-double/faults.ts';
import { type OpenSearchDouble, startOpenSearchDouble } from '../../../test/support/opensearch-double/server.ts';
import type { SearchDocument } from '../document.ts';
import type { SearchEngine, Sources } from '../engine.ts';
import { productDocument as product } from '../fixtures/documents.ts';
import { sourcesOf } from '../fixtures/engines.ts';
import { type Cluster, clusterAt } from './cluster.ts';
import { indexName, searchAlias, writeAlias } from './names.ts';
import { engineOf } from './opensearch-engine.ts';
import { GenerationRefused } from './rebuild.ts';
import { readState } from './state-table.ts';

const NOON = '2026-06-01T12:00:00.000Z';
const LONG_MS = 600_000;

let double: OpenSearchDouble;
let cluster: Cluster;
let name: string;
let engine: SearchEngine;
let shop: Map<string, SearchDocument>;
let sources: Sources;
beforeEach(async () => {
  double = await startOpenSearchDouble({ seed: 1 });
  cluster = clusterAt(double.base);
  name = `floodgate-${newId('t').slice(2).toLowerCase()}`;
  engine = engineOf({ cluster, name, shards: 1 });
  shop = new Map();
  sources = sourcesOf(shop);
});
afterEach(async () => {
  expect(double.refused).toEqual([]);
  await cluster.close();
  await double.close();
});

const put = (...documents: SearchDocument[]): void => {
  for (const document of documents) shop.set(document.id, document);
};
const rebuild = (options: { anew?: boolean; untilMs?: number } = {}, from = sources) =>
  engine.maintain(from, { anew: true, untilMs: nowMs() + LONG_MS, ...options });
const found = async (q = ''): Promise<string[]> => {
  for (const index of double.cluster.indices.values()) index.refresh();
  const input = { q, kind: 'product', language: 'en', filters: {}, sort: 'title', limit: 100, at: NOON } as const;
  const { hits } = await (await engine.current()).search(input);
  return hits.map((hit) => (hit.kind === 'product' ? hit.product.id : ''));
};
const generations = (): string[] => [...double.cluster.indices.keys()].sort();
const behindAlias = (): string[] => [...(double.cluster.aliases.get(searchAlias(name)) ?? [])];

describe('taking in', () => {
  it('stores what was read later, whichever request comes last', async () => {
    await rebuild();
    put(product('a', 'First'));
    let slow: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => {
      slow = resolve;
    });
    const early = engine.take(['a'], async (ids) => {
      const read = await sources.read(ids);
      await waits;
      return read;
    });
    await expect.poll(async () => (await readState(name)).version).toBe(3);
    put(product('a', 'Second'));
    await engine.take(['a'], sources.read);
    slow?.();
    await early;
    expect(await found('second')).toEqual(['a']);
    expect(await found('first')).toEqual([]);
  });

  it('of what is gone leaves a tombstone, which an older state does not pass', async () => {
    put(product('a', 'Mug'));
    await rebuild();
    double.faults.shares = { ...NONE, twice: 1 };
    await engine.take(['a'], sources.read);
    double.faults.shares = NONE;
    shop.delete('a');
    await engine.take(['a', 'a'], sources.read);
    double.faults.settle();
    expect(await found()).toEqual([]);
    const [index] = behindAlias();
    expect(double.cluster.indices.get(index ?? '')?.written.get('a')?.source).toEqual({});
  });

  it('sends lines again that were refused for overload, and tells of those that are refused for good', async () => {
    await rebuild();
    put(...Array.from({ length: 30 }, (_, n) => product(`p${n}`, `Pot ${n}`)));
    double.faults.shares = { ...NONE, lines: 0.4 };
    await engine.take([...shop.keys()], sources.read);
    expect((await found('pot')).length).toBe(30);
    double.faults.shares = { ...NONE, lines: 1 };
    await expect(engine.take(['p1'], sources.read)).rejects.toThrow(RetryableError);
    double.faults.shares = NONE;
    const wrong = { ...product('wrong', 'Wrong'), createdAt: 'yesterday' };
    put(product('right', 'Right'));
    await expect(engine.take(['wrong', 'right'], async () => [wrong, shop.get('right')])).rejects.toThrow(
      /refuses 1 documents: wrong: 400/,
    );
    expect(await found('right')).toEqual(['right']);
  });

  it('before there is a generation waits for the first, which reads everything', async () => {
    put(product('a', 'Mug'));
    await engine.take(['a'], sources.read);
    await expect(found()).rejects.toThrow(RetryableError);
    await rebuild();
    expect(await found()).toEqual(['a']);
  });

  it('passes over a generation that was deleted behind its back, and misses one that is named', async () => {
    put(product('a', 'Mug'));
    await rebuild();
    let going: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => {
      going = resolve;
    });
    const late = engine.take(['a'], async (ids) => {
      await waits;
      return sources.read(ids);
    });
    await expect.poll(async () => (await readState(name)).version).toBe(3);
    await rebuild();
    await cluster.deleteIndex(indexName(name, 1));
    going?.();
    await late;
    await cluster.deleteIndex(indexName(name, 2));
    await expect(engine.take(['a'], sources.read)).rejects.toThrow(/is not there; rebuild the search/);
    expect(double.cluster.aliases.has(writeAlias(name, 2))).toBe(false);
    expect(generations()).toEqual([]);
  });
});

describe('a generation', () => {
  it('is filled over several runs, and what changes meanwhile is in it', async () => {
    put(...['a', 'b', 'c', 'd', 'e'].map((id) => product(id, `Pot ${id}`)));
    await rebuild();
    await rebuild({ untilMs: 0 });
    expect((await readState(name)).next?.generation).toBe(2);
    put(product('b', 'Bowl b'), product('f', 'Pot f'));
    shop.delete('d');
    await engine.take(['b', 'd', 'f'], sources.read);
    expect(await found()).toEqual(['b', 'a', 'c', 'e', 'f']);
    await rebuild({ anew: false });
    expect(behindAlias()).toEqual([indexName(name, 2)]);
    expect(await found()).toEqual(['b', 'a', 'c', 'e', 'f']);
    expect(await found('bowl')).toEqual(['b']);
  });

  it('is not filled by two builders', async () => {
    put(product('a', 'Pot'));
    let reads = 0;
    const counted: Sources = {
      ...sources,
      list: async (cursor) => {
        reads += 1;
        await engine.maintain(sources, { anew: true, untilMs: nowMs() + LONG_MS });
        return sources.list(cursor);
      },
    };
    await rebuild({}, counted);
    expect([reads, generations()]).toEqual([1, [indexName(name, 1)]]);
  });

  it('is not switched to when a document of it is not found, or its count is not that of what was read', async () => {
    put(product('a', 'Pot'), product('b', 'Bowl'));
    await rebuild();
    const forgetful: Sources = {
      ...sources,
      list: async (cursor) => {
        const page = await sources.list(cursor);
        for (const index of double.cluster.indices.values()) if (index.name.endsWith('-2')) index.written.clear();
        return page;
      },
    };
    put(product('c', 'Cup'), product('d', 'Dish'), product('e', 'Egg cup'));
    await expect(rebuild({}, forgetful)).rejects.toThrow(GenerationRefused);
    expect(behindAlias()).toEqual([indexName(name, 1)]);
    expect((await readState(name)).next).toBeUndefined();
    await rebuild({ anew: false });
    expect(generations().length).toBe(2);
  });

  it('is made once a day, and not before', async () => {
    put(product('a', 'Pot'));
    await rebuild({ anew: false });
    await rebuild({ anew: false });
    expect(generations()).toEqual([indexName(name, 1)]);
  });
});

describe('a cluster', () => {
  it('that does not answer costs its time once, and after that nothing for a while', async () => {
    put(product('a', 'Pot'));
    await rebuild();
    double.faults.shares = { ...NONE, lost: 1 };
    const current = await engine.current();
    const ask = () =>
      current.search({ q: 'pot', kind: 'product', language: 'en', filters: {}, sort: 'relevance', limit: 1, at: NOON });
    for (let n = 0; n < 3; n += 1) await expect(ask()).rejects.toThrow(RetryableError);
    const before = double.asked.length;
    await expect(ask()).rejects.toThrow(/left alone for a moment/);
    expect(double.asked.length).toBe(before);
  });

  it('that hangs is left after its time', async () => {
    put(product('a', 'Pot'));
    await rebuild();
    double.hang = true;
    const asked = found('pot');
    await expect(asked).rejects.toThrow(RetryableError);
    double.hang = false;
  });

  it('that answers a part of the shards answers nothing', async () => {
    put(product('a', 'Pot'));
    await rebuild();
    double.faults.shares = { ...NONE, partial: 1 };
    await expect(found('pot')).rejects.toThrow(/when its time was over/);
  });
});

/** Histories of changes and rebuilds through a cluster that loses, repeats and reorders requests. */
const SEEDS = Number(process.env['SEEDS'] ?? 8);
describe('a hostile cluster', () => {
  it.each(Array.from({ length: SEEDS }, (_, n) => n + 1))('ends with what the shop has, seed %i', async (seed) => {
    await double.close();
    double = await startOpenSearchDouble({ seed });
    const chance = chanceOf(seed);
    /** Another environment each time: its circuit is its own. */
    const again = async (work: (engine: SearchEngine) => Promise<void>): Promise<void> => {
      for (let tries = 0; tries < 50; tries += 1) {
        const own = clusterAt(double.base);
        try {
          return await work(engineOf({ cluster: own, name, shards: 1 }));
        } catch (error) {
          if (!(error instanceof RetryableError || error instanceof GenerationRefused)) throw error;
        } finally {
          await own.close();
        }
      }
      throw new Error('fifty tries were not enough');
    };
    await again((one) => one.maintain(sources, { anew: true, untilMs: nowMs() + LONG_MS }));
    double.faults.shares = HOSTILE;
    const takes: Promise<void>[] = [];
    for (let step = 0; step < 25; step += 1) {
      const id = `p${chance.upTo(6)}`;
      if (chance.happens(0.3)) shop.delete(id);
      else put(product(id, `Pot ${step} ${id}`));
      takes.push(again((one) => one.take([id], sources.read)));
      if (chance.happens(0.3)) await takes.at(-1);
      if (chance.happens(0.15))
        takes.push(
          again((one) => one.maintain(sources, { anew: true, untilMs: nowMs() + (chance.happens(0.5) ? 0 : LONG_MS) })),
        );
    }
    await Promise.all(takes);
    double.faults.shares = NONE;
    double.faults.settle();
    cluster = clusterAt(double.base);
    engine = engineOf({ cluster, name, shards: 1 });
    const expected = [...shop.values()].map(({ id, title }) => `${id} ${title}`).sort();
    const stored = async () => {
      for (const index of double.cluster.indices.values()) index.refresh();
      const current = await engine.current();
      const { hits } = await current.search({
        q: '',
        kind: 'product',
        language: 'en',
        filters: {},
        sort: 'title',
        limit: 100,
        at: NOON,
      });
      return hits.flatMap((hit) => (hit.kind === 'product' ? `${hit.product.id} ${hit.product.title}` : [])).sort();
    };
    expect(await stored()).toEqual(expected);
    await rebuild();
    expect(await stored()).toEqual(expected);
  });
});
