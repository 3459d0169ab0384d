import { beforeAll, describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { get, writeIf } from '#lib/table.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { documentOf, word } from '../fixtures/documents.ts';
import { createChangeLog } from './change-log.ts';
import { bodiesOf, type Change, changeAt, entryFrom, entryWrite, readPositions } from './log-table.ts';
import { NO_POINTER } from './pointer.ts';
import { partsAfter } from './read-log.ts';

const log = createChangeLog();
beforeAll(async () => void (await log.end()));

const entriesAfter = async (n: number): Promise<Change[]> => {
  const changes: Change[] = [];
  for await (const part of partsAfter(n, NO_POINTER, { consistent: true })) changes.push(...part.changes);
  return changes;
};
const many = (count: number): string[] => Array.from({ length: count }, () => `prd_${word()}`);
const titled = (title: string) => async (ids: readonly string[]) => ids.map((id) => documentOf(id, title));

describe('taking documents in', () => {
  it('puts one entry behind the last, with what was read, and the removal of what is not there', async () => {
    const before = await log.end();
    const [shown, gone] = many(2) as [string, string];
    await log.take([shown, gone, shown], async (ids) =>
      ids.map((id) => (id === shown ? documentOf(id, 'Cup') : undefined)),
    );
    expect(await log.end()).toEqual({ n: before.n + 1, changes: before.changes + 2 });
    expect(await entriesAfter(before.n)).toEqual([
      { id: shown, document: documentOf(shown, 'Cup') },
      { id: gone, document: undefined },
    ]);
  });

  it('of a hundred together costs two calls beside those that read them, also in a process that knows nothing', async () => {
    const ids = many(100);
    const { used } = await metered(() => log.take(ids, titled('Together')));
    expect(used).toMatchObject({ calls: 2, messages: 0 });
    const cold = createChangeLog();
    const { used: first } = await metered(() => cold.take(ids, titled('Together')));
    expect(first.calls).toBeLessThanOrEqual(8);
  });

  it('reads again what another writer was faster with, so that the later entry is the later state', async () => {
    const [id] = many(1) as [string];
    const before = await log.end();
    const other = createChangeLog();
    let reads = 0;
    await log.take([id], async () => {
      reads += 1;
      if (reads > 1) return [documentOf(id, 'Newest')];
      // Another writer, which reads later, puts its entry first.
      await other.take([id], titled('Newer'));
      return [documentOf(id, 'Old')];
    });
    expect(reads).toBe(2);
    expect((await entriesAfter(before.n)).map(({ document }) => document?.title)).toEqual(['Newer', 'Newest']);
  });

  it('by ten writers at once leaves no gap, and of each document the state that was read last', async () => {
    const ids = many(3);
    const before = await log.end();
    let clock = 0;
    const read = async (asked: readonly string[]) => {
      clock += 1;
      return asked.map((id) => documentOf(id, `Read ${clock}`));
    };
    await Promise.all(Array.from({ length: 10 }, () => createChangeLog().take(ids, read)));
    const end = await log.end();
    const numbers = Array.from({ length: end.n - before.n }, (_, index) => before.n + 1 + index);
    expect((await readPositions(numbers)).every((one) => one !== undefined)).toBe(true);
    for (const id of ids) {
      const reads = (await entriesAfter(before.n))
        .filter((change) => change.id === id)
        .map(({ document }) => Number(document?.title.slice('Read '.length)));
      expect(reads).toEqual(reads.toSorted((a, b) => a - b));
    }
  });

  it('divides what is too large for an entry that 240 environments read', async () => {
    const before = await log.end();
    const ids = many(60);
    const long = (id: string) => ({ ...documentOf(id, id), description: Array.from({ length: 280 }, word).join(' ') });
    await log.take(ids, async (asked) => asked.map(long));
    const end = await log.end();
    expect(end.n - before.n).toBeGreaterThan(1);
    for (let n = before.n + 1; n <= end.n; n += 1) {
      const { packed } = (await get(changeAt(n))) as { packed: Uint8Array };
      expect(packed.length).toBeLessThanOrEqual(100_000);
    }
    expect((await entriesAfter(before.n)).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the log’s end', () => {
  it('is found by a process that is hundreds of entries behind, in few calls', async () => {
    const stale = createChangeLog();
    const before = await stale.end();
    let at = before;
    for (let more = 0; more < 300; more += 1) {
      const [body] = bodiesOf([{ id: 'prd_gone', document: undefined }]);
      expect(await writeIf(entryWrite(at, body!, nowMs()))).toBe(true);
      at = { n: at.n + 1, changes: at.changes + 1 };
    }
    const { answer, used } = await metered(() => stale.end());
    expect(answer).toEqual({ n: before.n + 300, changes: before.changes + 300 });
    expect(used.calls).toBeLessThanOrEqual(6);
  });

  it('has one entry after it: of two that are put there one is refused', async () => {
    const end = await log.end();
    const [body] = bodiesOf([{ id: 'prd_gone', document: undefined }]);
    expect(await writeIf(entryWrite(end, body!, nowMs()))).toBe(true);
    expect(await writeIf(entryWrite(end, body!, nowMs()))).toBe(false);
    expect(entryFrom(end.n + 1, await get(changeAt(end.n + 1)))?.body).toEqual([
      { id: 'prd_gone', document: undefined },
    ]);
  });

  it('keeps an entry for thirty days', async () => {
    const end = await log.end();
    const item = await get(changeAt(end.n));
    const days = (Number(item?.['ttl']) - nowMs() / 1000) / 86_400;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThanOrEqual(30);
  });
});
