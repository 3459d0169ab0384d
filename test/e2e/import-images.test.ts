import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logTo } from '#lib/log.ts';
import { useNetwork } from '../../functions/media/fetching/network.ts';
import { type DataFolder, openDataFolder } from '../../local/engines/data-folder.ts';
import { type Running, runStack } from '../../local/run.ts';
import { localAdminKey } from '../../local/seed.ts';
import { type Outside, runOutside } from '../../tools/prove/import-images/outside.ts';
import { planOf } from '../../tools/prove/import-images/plan.ts';
import { importTwice } from '../../tools/prove/import-images/run.ts';

/** `npm run import-images` does the same with two thousand under fifty hosts. */
const [ADDRESSES, HOSTS] = [60, 6];
/** The same each time, and without what takes half a minute. */
const planned = planOf(7, ADDRESSES, HOSTS, ['drip']);

const path = mkdtempSync(join(tmpdir(), 'floodgate-import-images-'));
const errors: string[] = [];
let folder: DataFolder;
let stack: Running;
let outside: Outside;
beforeAll(async () => {
  logTo((line) => {
    if (line.includes('"level":"error"')) errors.push(line);
  });
  process.env['LOCAL_VISIBILITY_SECONDS'] = '60';
  folder = await openDataFolder(path);
  stack = await runStack({ folder, port: 0, fresh: true });
  outside = await runOutside();
  useNetwork(outside.network);
});
afterAll(async () => {
  useNetwork();
  await outside.close();
  await stack.stop();
  folder.close();
  rmSync(path, { recursive: true, force: true });
});

test('each address of an import ends ready or refused by name, asked for once, two at once of a host; the same file again does nothing', async () => {
  expect(new Set(planned.map(({ end }) => end)).size).toBeGreaterThan(8);
  const shop = { api: stack.api, adminKey: await localAdminKey(folder.path) };
  const found = await importTwice(shop, outside, planned, 'pictures');
  expect(found.faults).toEqual([]);
  expect(found.images.ready).toBeGreaterThan(30);
  expect(errors).toEqual([]);
});

test('the judge finds what is planted', async () => {
  const shop = { api: stack.api, adminKey: await localAdminKey(folder.path) };
  const { seen } = outside;
  const [first] = planned.filter(({ end }) => end === 'ready');
  seen.asked.set(first?.url ?? '', 2);
  seen.hosts.set('fast.example', { open: 0, most: 3, began: [0, 100, 200, 300, 400, 500] });
  const { faults } = await importTwice(shop, outside, planned, 'pictures');
  expect(faults).toEqual(
    expect.arrayContaining([
      `${first?.url} was asked for 2 times, not 1`,
      'fast.example had 3 connections at once',
      'fast.example was asked 6 times within a second',
    ]),
  );
});
