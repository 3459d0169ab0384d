import { expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { transact, write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { cancelImport, finishIfComplete } from './finish-import.ts';
import type { ChunkResult, Import } from './import.ts';
import { chunkWrites, claimFile, newImport, readImport, readProgress, sealFile, shownWrites } from './imports-table.ts';

const one: ChunkResult = { rows: 60, failed: 0, warnings: 0, created: 40, changed: 10, unchanged: 0, visible: 0 };

/** A running import, as it is while its chunks are worked; sealed when its file was read to its end. */
const running = async (chunks?: number): Promise<string> => {
  const id = newId('imp');
  const begun: Import = {
    id,
    kind: 'products',
    format: 'shopify-csv',
    dryRun: false,
    status: 'waiting',
    sent: 0,
    rowsRead: 0,
    createdAt: isoTime(nowMs()),
  };
  await transact(newImport(begun));
  await write(claimFile(id, '"e"', isoTime(nowMs())));
  if (chunks !== undefined) await write(sealFile(id, chunks));
  return id;
};
/** Stores the results of the chunks from one number up to another, and that they are shown, without asking for the end. */
const settle = async (id: string, from: number, to: number): Promise<void> => {
  const writes = Array.from({ length: to - from }, (_, index) => [
    ...chunkWrites(id, from + index, one, { errors: [], warnings: [] }, nowMs()),
    ...shownWrites(id, from + index, 50, [], nowMs()),
  ]);
  for (let start = 0; start < writes.length; start += 50) await transact(writes.slice(start, start + 50).flat());
};
const ask = (id: string, number?: number) =>
  inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    await finishIfComplete(id, number);
    return { calls: meter.calls, readUnits: meter.readUnits };
  });
const statusOf = async (id: string) => (await readImport(id)).status;

test('a chunk asks for the end at the same cost, however many others there are', async () => {
  const [small, large] = [await running(300), await running(2000)];
  await settle(small, 0, 99);
  await settle(large, 0, 1999);
  const [few, many] = [await ask(small, 0), await ask(large, 1900)];
  expect(many).toEqual(few);
  expect(many.calls).toBe(3);
  expect([await statusOf(small), await statusOf(large)]).toEqual(['running', 'running']);
});

test('the chunk that completes the last group ends the import with the sums of all', async () => {
  const id = await running(250);
  await settle(id, 0, 249);
  for (const number of [0, 100, 200]) await ask(id, number);
  expect(await statusOf(id)).toBe('running');
  expect(await readProgress({ id, dryRun: false })).toEqual({
    rows: 14_940,
    failed: 0,
    warnings: 0,
    created: 9960,
    changed: 2490,
    unchanged: 0,
    visible: 12_450,
  });
  await settle(id, 249, 250);
  const used = await ask(id, 249);
  expect(used.calls).toBeLessThanOrEqual(7);
  const ended = await readImport(id);
  expect(ended.status).toBe('done');
  expect(ended.totals).toEqual({
    rows: 15_000,
    failed: 0,
    warnings: 0,
    created: 10_000,
    changed: 2500,
    unchanged: 0,
    visible: 12_500,
  });
});

test('chunks that all came before the file was read to its end leave the end to its reader', async () => {
  const id = await running();
  await settle(id, 0, 200);
  for (const number of [99, 150, 199]) await ask(id, number);
  await settle(id, 200, 230);
  await ask(id, 229);
  expect(await statusOf(id)).toBe('running');
  await write(sealFile(id, 230));
  await ask(id);
  expect((await readImport(id)).totals?.rows).toBe(230 * 60);
});

test('a repeat of the last chunk ends an import whose first try died before it', async () => {
  const id = await running(100);
  await settle(id, 0, 100);
  await Promise.all([ask(id, 99), ask(id, 99), ask(id, 5)]);
  expect(await statusOf(id)).toBe('done');
  await ask(id, 99);
  expect((await readImport(id)).totals?.rows).toBe(6000);
});

test('a file without chunks ends at once', async () => {
  const id = await running(0);
  await ask(id);
  expect(await readImport(id)).toMatchObject({ status: 'done', totals: { rows: 0 } });
});

test('an import that is stopped counts what groups and single chunks have settled, each once', async () => {
  const id = await running(500);
  await settle(id, 0, 100);
  await settle(id, 150, 320);
  for (const number of [0, 200]) await ask(id, number);
  expect((await cancelImport(id)).totals).toMatchObject({ rows: 270 * 60 });
});
