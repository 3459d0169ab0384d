import { afterEach, expect, test, vi } from 'vitest';
import type { Item, Write } from '#lib/table.ts';

/** The checker is checked: each of these defects, planted into the code, must be found by the same scenario. */
type StockTable = typeof import('../ledger/stock-table.ts');
type MoveUnits = typeof import('../ledger/move-units.ts');
type ShardTable = typeof import('../counters/shard-table.ts');

/** The write without its condition. */
const unconditional = (write: Write): Write => {
  const { Put, Update } = write.item;
  const bare = (one: Item): Item => {
    const { ConditionExpression: _, ...rest } = one;
    const used = String(rest['UpdateExpression'] ?? '');
    const pick = (map: unknown): Item =>
      Object.fromEntries(Object.entries((map ?? {}) as Item).filter(([name]) => new RegExp(`${name}\\b`).test(used)));
    const values = pick(rest['ExpressionAttributeValues']);
    const names = pick(rest['ExpressionAttributeNames']);
    return {
      ...rest,
      ExpressionAttributeValues: Object.keys(values).length ? values : undefined,
      ExpressionAttributeNames: Object.keys(names).length ? names : undefined,
    };
  };
  const item = Put ? { Put: bare(Put as Item) } : { Update: bare(Update as Item) };
  return { ...write, item: item as unknown as Write['item'] };
};

interface Defect {
  /** What the scenario has to say of it. */
  readonly found: RegExp;
  readonly seed: number;
  readonly plant: () => void;
}

const inTable = (name: 'ticketWrite' | 'countInWrite') => (): void => {
  vi.doMock('../ledger/stock-table.ts', async (original) => {
    const real = await original<StockTable>();
    const write = real[name] as (...args: unknown[]) => Write;
    return { ...real, [name]: (...args: unknown[]) => unconditional(write(...args)) };
  });
};
const inShards = (name: 'takeWrite' | 'moveWrite', spoil: (write: Write) => Write) => (): void => {
  vi.doMock('../counters/shard-table.ts', async (original) => {
    const real = await original<ShardTable>();
    const write = real[name] as (...args: unknown[]) => Write;
    return { ...real, [name]: (...args: unknown[]) => spoil(write(...args)) };
  });
};
/** A move out of shard 0 that `ep` does not count. */
const uncounted = (write: Write): Write => {
  const update = write.item.Update as Item;
  const { '#ep': _, ...names } = update['ExpressionAttributeNames'] as Item;
  const { ':one': __, ...values } = update['ExpressionAttributeValues'] as Item;
  const expression = String(update['UpdateExpression']).replace(', #ep = #ep + :one', '');
  const said = { UpdateExpression: expression, ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  return { ...write, item: { Update: { ...update, ...said } } as unknown as Write['item'] };
};

const defects: Record<string, Defect> = {
  'without help': {
    found: /^false sold out/,
    seed: 41,
    plant: () =>
      vi.doMock('../ledger/move-units.ts', async (original) => ({
        ...(await original<MoveUnits>()),
        help: async () => false,
      })),
  },
  'without the ticket’s condition': { found: /^(tile|returned|once|counter)/, seed: 1, plant: inTable('ticketWrite') },
  'credit twice': { found: /^counter/, seed: 1, plant: inTable('countInWrite') },
  'a take that does not look whether enough is there': {
    found: /units available$/,
    seed: 1,
    plant: inShards('takeWrite', unconditional),
  },
};

afterEach(() => {
  for (const file of ['ledger/move-units', 'ledger/stock-table', 'counters/shard-table']) vi.doUnmock(`../${file}.ts`);
  vi.resetModules();
});

/** Each defect begins at the seed that is known to kill it; a busy machine may need another. */
const SEEDS = 120;

test.each(Object.keys(defects))('%s: the scenario finds it', async (name) => {
  const { found = /$^/, seed: first = 1, plant } = defects[name] ?? {};
  vi.resetModules();
  plant?.();
  (await import('#lib/log.ts')).logTo(() => undefined);
  const { runScenario } = await import('./scenario.fixture.ts');
  const { rough } = await import('../fixtures/hostile.ts');
  const index = Object.keys(defects).indexOf(name);
  const said: string[] = [];
  for (let seed = first; seed < first + SEEDS && !said.some((one) => found.test(one)); seed += 1) {
    const plan = { name: `d${index}`, seed, shards: 4, units: 8, buyers: 14, staff: 16, faults: rough };
    said.push(...(await runScenario(plan)));
    if (process.env['LOG'] === '1' && said.length > 0) process.stdout.write(`${name}: seed ${seed}: ${said.at(-1)}\n`);
  }
  expect(said.filter((one) => found.test(one))).not.toEqual([]);
});

/** Sold out, proven and marked; then a delivery that is spread; then shard 0 alone runs out. Answers whether 20 are left. */
const sellsAfterDelivery = async (): Promise<boolean> => {
  vi.resetModules();
  const { opened } = await import('../ledger/ledger.fixture.ts');
  const { reshard } = await import('../counters/reshard.ts');
  const { adjustStock } = await import('../counters/adjust-stock.ts');
  const { forgetHints } = await import('../counters/shard-hints.ts');
  const { takeStock } = await import('../public.ts');
  const what = await opened(8);
  await reshard(what, 2);
  await takeStock([{ what, quantity: 8 }]);
  await takeStock([{ what, quantity: 1 }]);
  await adjustStock(what, { id: `adj_${what}`, delta: 40, reason: 'delivery' });
  forgetHints();
  await takeStock([{ what, quantity: 20 }]);
  forgetHints();
  return !('refused' in (await takeStock([{ what, quantity: 20 }])));
};

test('moves out of shard 0 are not counted: units elsewhere are overlooked', async () => {
  expect(await sellsAfterDelivery()).toBe(true);
  inShards('moveWrite', uncounted)();
  expect(await sellsAfterDelivery()).toBe(false);
});
