import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { remove, write } from '#lib/table.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { documentOf } from '../fixtures/documents.ts';
import { ownStage, Shop } from '../fixtures/own-stage.ts';
import { builder } from './building/maintain.ts';
import { workHere } from './building/work-file.ts';
import { type ChangeLog, createChangeLog } from './change-log.ts';
import { type Copy, createCopy } from './copy.ts';
import { changeAt, table } from './log-table.ts';
import { putObject, readObject } from './objects.ts';
import { newPath } from './own-folder.ts';
import { generationOf, readPointer } from './pointer.ts';

let log: ChangeLog;
let shop: Shop;
let copies: Copy[];
let alarms: string[];
beforeEach(async () => {
  await ownStage();
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
  [log, shop, copies, alarms] = [createChangeLog(), new Shop(), [], []];
  logTo((line) => void (line.includes('"metric"') && alarms.push(JSON.parse(line).metric)));
});
afterEach(() => {
  for (const one of copies) one.close();
  vi.useRealTimers();
  logTo(() => undefined);
});

const newCopy = (): Copy => {
  const copy = createCopy();
  copies.push(copy);
  return copy;
};
const later = (ms: number): void => void vi.setSystemTime(nowMs() + ms);
const build = async (): Promise<void> => {
  // A new file each time.
  later(1);
  await builder(log, workHere)(shop, { anew: true, untilMs: nowMs() + 720_000 });
};
const put = async (id: string, title: string): Promise<void> => {
  shop.put(documentOf(id, title));
  await log.take([id], shop.read);
};
const titlesIn = async (copy: Copy): Promise<string[]> => {
  const index = await copy.current();
  const input = { q: '', kind: 'product', language: 'en', filters: {}, sort: 'title', limit: 100 } as const;
  const { hits } = await index.search({ ...input, at: isoTime(nowMs()) });
  return hits.map((hit) => (hit.kind === 'product' ? hit.product.title : ''));
};
const generationIn = async (copy: Copy): Promise<number> => Number((await copy.current()).generation.split('.')[0]);
/** Asks until the newest file has been taken; its ranges come beside requests. */
const untilGeneration = (copy: Copy, wanted: number): Promise<void> =>
  expect
    .poll(() => {
      later(1500);
      return generationIn(copy);
    })
    .toBe(wanted);
const newestFile = async () => (await readPointer()).files[0]!;

describe('an environment of a shop without a file', () => {
  it('begins with nothing, and has what was taken in when it looks again', async () => {
    const copy = newCopy();
    expect(await titlesIn(copy)).toEqual([]);
    await put('prd_1', 'Mug');
    expect(await titlesIn(copy)).toEqual([]);
    later(1500);
    expect(await titlesIn(copy)).toEqual(['Mug']);
    shop.documents.delete('prd_1');
    await log.take(['prd_1'], shop.read);
    later(1500);
    expect(await titlesIn(copy)).toEqual([]);
  });

  it('costs no call within 1.5 s, one where nothing has changed, and two for what has', async () => {
    const copy = newCopy();
    await copy.current();
    const calls = async (): Promise<number> => (await metered(() => copy.current())).used.calls;
    expect(await calls()).toBe(0);
    later(1500);
    expect(await calls()).toBe(1);
    await put('prd_1', 'Mug');
    later(1500);
    expect(await calls()).toBe(2);
  });
});

describe('an environment that begins', () => {
  it('has the newest file with all that was taken in since', async () => {
    for (const id of ['prd_1', 'prd_2']) await put(id, `Mug ${id}`);
    await build();
    await put('prd_2', 'Cup');
    await put('prd_3', 'Jar');
    expect(await titlesIn(newCopy())).toEqual(['Cup', 'Jar', 'Mug prd_1']);
  });

  it.each<[what: string, spoil: (key: string) => Promise<void>]>([
    ['cut', async (key) => putObject(key, new Uint8Array((await readObject(key))!.subarray(0, 5000)))],
    ['longer than it was', async (key) => putObject(key, new Uint8Array(200_000))],
    ['no index', async (key) => putObject(key, new Uint8Array((await readObject(key))!.length))],
    [
      'of an older shape',
      async (key) => {
        const bytes = new Uint8Array((await readObject(key))!);
        // `user_version` in the header of an SQLite file.
        bytes[63] = (bytes[63] ?? 0) + 1;
        await putObject(key, bytes);
      },
    ],
  ])('passes over a file that is %s, has the one before, and rings', async (_, spoil) => {
    await put('prd_1', 'Mug');
    await build();
    await put('prd_2', 'Cup');
    await build();
    await spoil((await newestFile()).key);
    const copy = newCopy();
    expect(await titlesIn(copy)).toEqual(['Cup', 'Mug']);
    expect(await generationIn(copy)).toBe(1);
    expect(alarms).toEqual(['IndexFileRefused']);
  });

  it('has no answer where no file can be used', async () => {
    await put('prd_1', 'Mug');
    await build();
    await putObject((await newestFile()).key, new Uint8Array(10));
    await expect(newCopy().current()).rejects.toThrow('no file of the index can be used');
  });
});

describe('an environment that goes on', () => {
  it('keeps its file until it is the third back, and takes the newest then, with all that has changed', async () => {
    await put('prd_1', 'Mug');
    await build();
    const copy = newCopy();
    await copy.current();
    await build();
    await put('prd_2', 'Cup');
    later(1500);
    expect(await titlesIn(copy)).toEqual(['Cup', 'Mug']);
    expect(await generationIn(copy)).toBe(1);
    await build();
    await put('prd_3', 'Jar');
    await untilGeneration(copy, 3);
    expect(await titlesIn(copy)).toEqual(['Cup', 'Jar', 'Mug']);
    expect(alarms).toEqual([]);
  });

  it('keeps its file when the newest is cut, rings once, and takes the next', async () => {
    await put('prd_1', 'Mug');
    await build();
    const copy = newCopy();
    await copy.current();
    await build();
    await build();
    await putObject((await newestFile()).key, new Uint8Array(10));
    for (let look = 0; look < 3; look += 1) {
      later(1500);
      expect(await titlesIn(copy)).toEqual(['Mug']);
    }
    expect([await generationIn(copy), alarms]).toEqual([1, ['IndexFileRefused']]);
    await build();
    await untilGeneration(copy, 4);
  });

  it('keeps its file when the disk is full', async () => {
    await put('prd_1', 'Mug');
    await build();
    const copy = newCopy();
    await copy.current();
    await build();
    await build();
    // The next file is made in a device that takes nothing: writing fails with ENOSPC, as on a disk that is full.
    const [, folder = '', number = ''] = newPath('probe').match(/^(.*)\/(\d+)-probe\.sqlite$/) ?? [];
    symlinkSync('/dev/full', `${folder}/${Number(number) + 1}-generation-3.sqlite`);
    await put('prd_2', 'Cup');
    for (let look = 0; look < 3; look += 1) {
      later(1500);
      expect(await titlesIn(copy)).toEqual(['Cup', 'Mug']);
    }
    expect([await generationIn(copy), alarms]).toEqual([1, ['IndexFileRefused']]);
  });

  it('that was frozen for so long that the log has lost what it lacks begins anew', async () => {
    await put('prd_1', 'Mug');
    await build();
    const copy = newCopy();
    await copy.current();
    for (const id of ['prd_2', 'prd_3', 'prd_4']) {
      await put(id, `Cup ${id}`);
      await build();
    }
    const pointer = await readPointer();
    expect([generationOf(pointer), pointer.lowest]).toEqual([4, 2]);
    for (let n = 1; n <= pointer.lowest; n += 1) await write(remove(table, changeAt(n).key));
    // Of the newest file it has nothing: what it takes beside requests does not help it.
    await putObject((await newestFile()).key, new Uint8Array(10));
    later(60_000);
    expect(await titlesIn(copy)).toEqual(['Cup prd_2', 'Cup prd_3', 'Cup prd_4', 'Mug']);
    expect(await generationIn(copy)).toBe(3);
  });

  it('answers what it has when the table cannot be read, and rings', async () => {
    await put('prd_1', 'Mug');
    const copy = newCopy();
    await copy.current();
    const stage = process.env['STAGE'];
    process.env['STAGE'] = 'nowhere';
    forgetEnv();
    later(1500);
    expect(await titlesIn(copy)).toEqual(['Mug']);
    expect(alarms).toEqual(['IndexNotRefreshed']);
    process.env['STAGE'] = String(stage);
    forgetEnv();
    await put('prd_2', 'Cup');
    later(1500);
    expect(await titlesIn(copy)).toEqual(['Cup', 'Mug']);
  });

  it('leaves no file behind but the one that it has', async () => {
    const folder = newPath('probe').replace(/\/[^/]+$/, '');
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    await put('prd_1', 'Mug');
    await build();
    const copy = newCopy();
    await copy.current();
    await build();
    await build();
    await untilGeneration(copy, 3);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\d+-generation-3\.sqlite$/)]);
    copy.close();
    copies = [];
    expect(readdirSync(folder)).toEqual([]);
  });
});
