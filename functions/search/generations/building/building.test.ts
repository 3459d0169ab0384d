import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { s3 } from '#lib/s3.ts';
import { remove, write } from '#lib/table.ts';
import { bucketName } from '#lib/work.ts';
import { metered } from '../../../catalog/fixtures/catalog.ts';
import { documentOf } from '../../fixtures/documents.ts';
import { ownStage, Shop } from '../../fixtures/own-stage.ts';
import { type ChangeLog, createChangeLog } from '../change-log.ts';
import { createCopy } from '../copy.ts';
import { changeAt, table } from '../log-table.ts';
import { putObject } from '../objects.ts';
import { newPath } from '../own-folder.ts';
import { generationOf, type Pointer, readPointer } from '../pointer.ts';
import { askRebuild, readRebuild } from '../rebuild.ts';
import { takeLease } from './lease.ts';
import { builder, isFileDue } from './maintain.ts';
import { openWork, workHere } from './work-file.ts';

const MINUTE_MS = 60_000;
let log: ChangeLog;
let shop: Shop;
beforeEach(async () => {
  await ownStage();
  // Of a day on which it is noon: the night is 15 hours away.
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(nowMs() / 86_400_000) * 86_400_000 + 36 * 60 * MINUTE_MS });
  [log, shop] = [createChangeLog(), new Shop()];
});
afterEach(() => void vi.useRealTimers());

const later = (ms: number): void => void vi.setSystemTime(nowMs() + ms);
const build = (more: { minutes?: number; anew?: boolean } = {}): Promise<void> =>
  builder(log, workHere)(shop, { anew: more.anew ?? false, untilMs: nowMs() + (more.minutes ?? 12) * MINUTE_MS });
const put = (from: number, to: number, title = 'Mug'): Promise<void> => {
  const documents = Array.from({ length: to - from }, (_, n) => documentOf(idOf(from + n), `${title} ${from + n}`));
  shop.put(...documents);
  return log.take(
    documents.map(({ id }) => id),
    shop.read,
  );
};
const idOf = (n: number): string => `prd_${String(n).padStart(4, '0')}`;
/** Titles in a copy that begins now. */
const titles = async (): Promise<string[]> => {
  const copy = createCopy();
  try {
    const index = await copy.current();
    const ids = [...shop.documents.keys(), 'prd_gone'];
    const found = await index.byIds(ids, isoTime(nowMs()));
    return [...found.values()].map((hit) => (hit.kind === 'product' ? hit.product.title : '')).sort();
  } finally {
    copy.close();
  }
};
const keys = async (): Promise<string[]> => {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: bucketName('search', 'index') }));
  return Contents.map(({ Key = '' }) => Key);
};

describe('a builder', () => {
  it('makes nothing of nothing', async () => {
    await build();
    expect(await readPointer()).toMatchObject({ version: 0, files: [] });
  });

  it('reads the products of a shop of before, whose log is empty', async () => {
    shop.put(documentOf('prd_1', 'Mug'), documentOf('prd_2', 'Cup'));
    await build();
    expect(await readPointer()).toMatchObject({
      files: [{ generation: 1, documents: 2, position: { n: 0, changes: 0 } }],
    });
    expect(await titles()).toEqual(['Cup', 'Mug']);
  });

  it('packs the log from 250 changes on; an environment that begins reads the pack and no entry in it', async () => {
    shop.put(documentOf('prd_1', 'Mug'));
    await build();
    await put(0, 249);
    await build();
    expect((await readPointer()).packs).toEqual([]);
    await put(249, 250);
    await build();
    const { packs, packed } = await readPointer();
    expect(packs).toEqual([{ from: 1, to: 4, key: expect.stringMatching(/^packs\/1-4-/) }]);
    expect(packed).toEqual({ n: 4, changes: 250 });
    for (let n = 1; n <= 4; n += 1) await write(remove(table, changeAt(n).key));
    expect((await titles()).length).toBe(251);
  });

  it('packs nothing that is older than the files that are kept, and may be gone', async () => {
    for (let round = 0; round < 4; round += 1) {
      await put(round, round + 1);
      await build({ anew: true });
      later(1);
    }
    expect(await readPointer()).toMatchObject({ lowest: 2, packed: { n: 2, changes: 2 } });
    for (let n = 1; n <= 2; n += 1) await write(remove(table, changeAt(n).key));
    for (let round = 0; round < 3; round += 1) await put(100, 200, `Round ${round}`);
    await build();
    expect(await readPointer()).toMatchObject({ packed: { n: 7, changes: 304 }, packs: [{ from: 3, to: 7 }] });
  });

  it('reads everything anew when the log has lost what no file has, and goes on from there', async () => {
    await put(0, 3);
    await build();
    for (let round = 0; round < 3; round += 1) await put(0, 100, `Round ${round}`);
    await write(remove(table, changeAt(2).key));
    await build();
    const { files, lowest, packs, packed } = await readPointer();
    expect([files.length, lowest, packs, packed.n]).toEqual([1, 4, [], 4]);
    expect((await titles()).length).toBe(100);
    for (let round = 3; round < 6; round += 1) await put(0, 100, `Round ${round}`);
    await build();
    expect((await readPointer()).packed.n).toBe(7);
    expect(await titles()).toContain('Round 5 0');
  });

  it('makes a file of the one before and of 500 changes, not within five minutes, and reads no source for it', async () => {
    await put(0, 100);
    await build();
    expect(generationOf(await readPointer())).toBe(1);
    shop.asked.length = 0;
    for (let round = 0; round < 5; round += 1) await put(0, 100, `Round ${round}`);
    shop.asked.length = 0;
    await build();
    expect(generationOf(await readPointer())).toBe(1);
    later(5 * MINUTE_MS);
    await build();
    const pointer = await readPointer();
    expect(pointer.files[0]).toMatchObject({ generation: 2, documents: 100, position: { n: 6, changes: 600 } });
    expect(shop.asked).toEqual([]);
    expect((await titles())[0]).toBe('Round 4 0');
  });

  it('reads everything anew each night: what no event told of comes in, and what is gone goes', async () => {
    await put(0, 3);
    await log.take(['prd_gone'], async () => [documentOf('prd_gone', 'Gone')]);
    await build();
    // The file has what the log had, and the sources did not.
    expect(await titles()).toEqual(['Mug 0', 'Mug 1', 'Mug 2']);
    await log.take(['prd_gone'], async () => [documentOf('prd_gone', 'Gone')]);
    shop.put(documentOf(idOf(1), 'Untold'));
    later(14 * 60 * MINUTE_MS);
    await build();
    expect(await titles()).toEqual(['Gone', 'Mug 0', 'Mug 1', 'Mug 2']);
    later(60 * MINUTE_MS);
    await build();
    expect(await titles()).toEqual(['Mug 0', 'Mug 2', 'Untold']);
    expect(generationOf(await readPointer())).toBe(2);
  });

  it('keeps what a list does not have yet, and the index before has', async () => {
    await put(0, 250);
    await build();
    shop.unlisted.add(idOf(7));
    await build({ anew: true });
    expect((await readPointer()).files[0]?.documents).toBe(250);
    expect(await titles()).toContain('Mug 7');
  });
});

describe('a full read', () => {
  it('whose time is over is gone on with by the next run, which reads only what is left', async () => {
    shop = new Shop(10);
    shop.put(...Array.from({ length: 100 }, (_, n) => documentOf(idOf(n), `Mug ${n}`)));
    shop.onRead = async () => later(MINUTE_MS);
    await build({ minutes: 5 });
    expect(generationOf(await readPointer())).toBe(0);
    const first = shop.asked.length;
    expect([first > 0, first < 100]).toEqual([true, true]);
    // Another process goes on: it has nothing but what lies in S3.
    log = createChangeLog();
    await build({ minutes: 30 });
    expect(generationOf(await readPointer())).toBe(1);
    expect(new Set(shop.asked).size).toBe(100);
    expect(shop.asked.length).toBe(100);
    expect((await titles()).length).toBe(100);
  });

  it('that was killed loses a minute at most, and nothing that was taken in meanwhile', async () => {
    shop = new Shop(10);
    shop.put(...Array.from({ length: 100 }, (_, n) => documentOf(idOf(n), `Mug ${n}`)));
    let reads = 0;
    shop.onRead = async () => {
      later(20_000);
      reads += 1;
      if (reads === 8) throw new Error('killed');
    };
    await expect(build()).rejects.toThrow('killed');
    expect(shop.asked.length).toBe(70);
    await put(3, 4, 'Changed');
    shop.asked.length = 0;
    shop.onRead = async () => undefined;
    later(MINUTE_MS);
    await build();
    expect(shop.asked.length).toBeLessThanOrEqual(60);
    expect((await titles()).length).toBe(100);
    expect(await titles()).toContain('Changed 3');
  });

  it('begins anew when the file of the read before is cut', async () => {
    shop = new Shop(10);
    shop.put(...Array.from({ length: 40 }, (_, n) => documentOf(idOf(n), `Mug ${n}`)));
    shop.onRead = async () => later(MINUTE_MS);
    await build({ minutes: 3 });
    for (const key of (await keys()).filter((one) => one.startsWith('building/part')))
      await putObject(key, new Uint8Array(100));
    shop.asked.length = 0;
    await build({ minutes: 60 });
    expect(shop.asked.length).toBe(40);
    expect((await titles()).length).toBe(40);
  });

  it('that was asked for is told of until it is done', async () => {
    await put(0, 3);
    await build();
    expect(await readRebuild()).toEqual({
      state: 'none',
      askedAt: null,
      startedAt: null,
      documents: 0,
      finishedAt: null,
    });
    later(1);
    const asked = await askRebuild();
    expect(asked).toMatchObject({ state: 'waiting', askedAt: isoTime(nowMs()) });
    later(1);
    expect(await askRebuild()).toEqual(asked);
    await build();
    expect(await readRebuild()).toMatchObject({ state: 'done', askedAt: asked.askedAt, documents: 3 });
    later(1);
    expect(await askRebuild()).toMatchObject({ state: 'waiting', askedAt: isoTime(nowMs()) });
  });
});

describe('two builders', () => {
  it('at once: the second has nothing to do', async () => {
    await put(0, 3);
    const lease = await takeLease(nowMs());
    await build();
    expect(generationOf(await readPointer())).toBe(0);
    await lease?.release();
    await build();
    expect(generationOf(await readPointer())).toBe(1);
  });

  it('of which the first stood still for longer than its lease: one file is made at a time, and nothing is lost', async () => {
    await put(0, 30);
    let stopped = false;
    shop.onRead = async () => {
      if (stopped) return;
      stopped = true;
      later(2 * MINUTE_MS);
      await put(0, 1, 'Later');
      await builder(createChangeLog(), workHere)(shop, { anew: false, untilMs: nowMs() + 12 * MINUTE_MS });
    };
    await build();
    const { files } = await readPointer();
    expect(files.map(({ generation }) => generation)).toEqual([1]);
    expect((await titles()).length).toBe(30);
    expect(await titles()).toContain('Later 0');
  });
});

describe('objects of the bucket', () => {
  it('go an hour after the pointer names them no more; three files stay', async () => {
    // The engine stamps objects by its own clock.
    vi.setSystemTime(vi.getRealSystemTime());
    for (let round = 0; round < 5; round += 1) {
      await put(0, 250, `Round ${round}`);
      await build({ anew: true });
      later(MINUTE_MS);
    }
    await putObject('building/part_lost', new Uint8Array(10));
    expect((await keys()).filter((key) => key.startsWith('files/')).length).toBe(5);
    later(62 * MINUTE_MS);
    await build({ anew: true });
    const { files, packs } = await readPointer();
    expect(files.map(({ generation }) => generation)).toEqual([6, 5, 4]);
    expect((await keys()).filter((key) => !key.startsWith('building/')).sort()).toEqual(
      [...files, ...packs].map(({ key }) => key).sort(),
    );
    expect(await keys()).not.toContain('building/part_lost');
    expect((await titles()).length).toBe(250);
  });
});

describe('when a file is due', () => {
  const pointer = (documents: number): Pointer => ({
    version: 1,
    files: [{ generation: 1, key: 'k', bytes: 1, documents, position: { n: 10, changes: 100 }, madeAt: 0 }],
    lowest: 0,
    packs: [],
    packed: { n: 0, changes: 0 },
    readAt: 0,
  });
  it.each([
    [1000, 499, false],
    [1000, 500, true],
    [20_000, 999, false],
    [20_000, 1000, true],
    [1_000_000, 4999, false],
    [1_000_000, 5000, true],
  ])('of %i documents after %i changes: %s', (documents, changes, due) => {
    expect(isFileDue(pointer(documents), { n: 11, changes: 100 + changes }, 300_000)).toBe(due);
    expect(isFileDue(pointer(documents), { n: 11, changes: 100 + changes }, 299_999)).toBe(false);
  });
});

describe('a file that is worked at in a thread', () => {
  it('takes changes, is sealed, and leaves the caller free meanwhile', async () => {
    const [path, sealed] = [newPath('work'), newPath('sealed')];
    const file = await openWork('create', path);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 1);
    const documents = Array.from({ length: 3000 }, (_, n) => documentOf(idOf(n), `Mug ${n}`));
    await file.apply(documents.map((document) => ({ id: document.id, document })));
    expect(await file.count()).toBe(3000);
    expect(await file.ids(idOf(10), 2)).toEqual([idOf(11), idOf(12)]);
    await file.seal(sealed);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
    await file.close();
    const again = await openWork('open', sealed);
    expect(await again.count()).toBe(3000);
    await again.close();
    await expect(openWork('open', newPath('nothing'))).rejects.toMatchObject({ name: 'IndexFileRefused' });
  });
});

it('a run that finds nothing to do costs few calls', async () => {
  await put(0, 3);
  await build();
  const { used } = await metered(() => build());
  expect(used.calls).toBeLessThanOrEqual(6);
});
