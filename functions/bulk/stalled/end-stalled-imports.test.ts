import { beforeEach, describe, expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { factsOf } from '../../../test/support/shop.ts';
import { resolveSku } from '../../catalog/public.ts';
import { openFile } from '../bucket/open-file.ts';
import { cancelImport } from '../finish-import.ts';
import {
  bring,
  chunksIn,
  csv,
  look,
  putFile,
  row,
  show,
  showsIn,
  startImport,
  tell,
  unique,
  work,
} from '../fixtures/importing.ts';
import { claimFile, markSent, readImport, table } from '../imports-table.ts';
import { endStalledImports } from './end-stalled-imports.ts';
import { noteTry, readOpenImports } from './open-imports-table.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What the schedule does some time from now. */
const later = (ms: number): Promise<void> => endStalledImports(nowMs() + ms);
/** It has seen how far each import is, and comes again when nothing has gone on for so long. */
const stall = async (ms = 61 * MINUTE): Promise<void> => {
  await later(0);
  await later(ms);
};

/** What other tests have left open would go on or stall beside. */
beforeEach(async () => {
  for (const { one } of await readOpenImports()) await cancelImport(one.id);
});

/** An import of 20 products in three chunks (8, 8, 4), all of them in the queue. */
const begun = async (body: object = {}) => {
  const word = unique('cup');
  const handles = Array.from({ length: 20 }, (_, index) => `${word}-${index}`);
  const id = await startImport(body);
  await putFile(id, csv(...handles.map((handle) => row(handle))));
  await tell(id);
  return { id, handles, chunks: await chunksIn(id) };
};
const errorsOf = async (id: string): Promise<string[][]> => {
  const { errorsUrl } = await look(id);
  const text = await (await fetch(errorsUrl ?? '')).text();
  return text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
};

describe('an import whose chunk died', () => {
  it('ends after an hour without progress: its rows are refused by name, what is in stays in', async () => {
    const { id, handles, chunks } = await begun();
    await work([chunks[0]!, chunks[2]!]);
    await later(0);
    await later(59 * MINUTE);
    expect((await look(id)).status).toBe('running');
    await later(61 * MINUTE);
    expect(await look(id)).toMatchObject({
      status: 'failed',
      reasonCode: 'stalled',
      reason: expect.stringContaining('import the file again'),
      rows: { total: 20, done: 20, failed: 8 },
      products: { created: 12, changed: 0, unchanged: 0 },
      visible: { products: 12, of: 12 },
    });
    const named = (await errorsOf(id)).map(([line, handle, code]) => [line, handle, code]);
    expect(named).toEqual(handles.slice(8, 16).map((handle, index) => [String(index + 10), handle, 'not-worked']));
    expect(await readOpenImports()).toEqual([]);
  });

  it('is changed by nothing that comes later: its chunk redriven, its file told of again, the schedule', async () => {
    const { id, handles, chunks } = await begun();
    await work([chunks[0]!, chunks[2]!]);
    await stall();
    const ended = await readImport(id);
    expect([await bring([chunks[1]!, chunks[1]!]), await tell(id)]).toEqual([0, 0]);
    await later(2 * HOUR);
    expect(await readImport(id)).toEqual(ended);
    expect(await resolveSku(handles[9]!.toUpperCase())).toBeUndefined();
    expect(await factsOf(table, id)).toMatchObject([{ type: 'import.finished', data: { status: 'failed' } }]);
  });

  it('in a dry run ends, too', async () => {
    const { id, chunks } = await begun({ dryRun: true });
    await bring(chunks.slice(1));
    await stall();
    expect(await look(id)).toMatchObject({ status: 'failed', rows: { failed: 8 }, products: { created: 12 } });
  });

  it('ends without names when its file is not there any more', async () => {
    const { id, chunks } = await begun();
    await work(chunks.slice(1));
    await putFile(id, csv(row(unique('other'))));
    await stall();
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'stalled', products: { created: 12 } });
  });
});

describe('an import whose end died', () => {
  it('twice while its file was read ends without names', async () => {
    const { id, chunks } = await begun();
    await work(chunks.slice(1));
    for (const open of await readOpenImports()) await noteTry(open);
    for (const open of await readOpenImports()) await noteTry(open);
    await later(0);
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'stalled', rows: { failed: 0, done: 12 } });
  });

  it('once is ended by the next run, by name', async () => {
    const { id, chunks } = await begun();
    await work(chunks.slice(1));
    for (const open of await readOpenImports()) await noteTry(open);
    await later(0);
    expect(await look(id)).toMatchObject({ status: 'failed', rows: { failed: 8, done: 20 } });
  });
});

describe('an import that goes on', () => {
  it('is left alone, however long it takes', async () => {
    const { id, chunks } = await begun();
    await stall(50 * MINUTE);
    await work([chunks[0]!]);
    await later(100 * MINUTE);
    await later(150 * MINUTE);
    expect((await look(id)).status).toBe('running');
    await work(chunks.slice(1));
    expect((await look(id)).status).toBe('done');
  });

  it('or waits behind another that does is given a day', async () => {
    const [behind, ahead] = [await begun(), await begun()];
    await later(0);
    await work([ahead.chunks[0]!]);
    await later(70 * MINUTE);
    expect((await look(behind.id)).status).toBe('running');
    await work([ahead.chunks[1]!]);
    await later(25 * HOUR);
    expect([(await look(behind.id)).status, (await look(ahead.id)).status]).toEqual(['failed', 'running']);
  });
});

describe('an import that was cut short elsewhere', () => {
  it('while its file was read: what was not sent is refused by name', async () => {
    const id = await startImport();
    const handles = Array.from({ length: 12 }, () => unique('jug'));
    await putFile(id, csv(...handles.map((handle) => row(handle))));
    await write(claimFile(id, (await openFile(id))?.etag ?? '', isoTime(nowMs())));
    await write(markSent(id, 1, 8));
    await stall();
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'stalled', rows: { total: 12, failed: 12 } });
    expect((await errorsOf(id)).map(([, handle]) => handle)).toEqual(handles);
  });

  it('while its products were shown: it is done, with a warning', async () => {
    const { id, chunks } = await begun();
    await bring(chunks);
    await show((await showsIn(id)).slice(1));
    await stall();
    const seen = await look(id);
    expect(seen).toMatchObject({ status: 'done', rows: { warnings: 1 }, visible: { products: 12, of: 20 } });
    expect(await (await fetch(seen.warningsUrl ?? '')).text()).toContain(
      '2,,not-yet-visible,"8 products from this line on are in',
    );
  });

  it('before anybody told of its file: its rows are refused by name', async () => {
    const id = await startImport();
    await putFile(id, csv(row(unique('pot'))));
    await later(119 * MINUTE);
    expect((await look(id)).status).toBe('waiting');
    await later(121 * MINUTE);
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'stalled', rows: { total: 1, failed: 1 } });
  });

  it('before its file came: there is none', async () => {
    const id = await startImport();
    await later(121 * MINUTE);
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'file-missing', rows: { total: 0 } });
    await putFile(id, csv(row(unique('pot'))));
    expect(await tell(id)).toBe(0);
    expect((await look(id)).status).toBe('failed');
  });

  it('after its last chunk was worked and before it was ended: it is done, once, whoever ends it', async () => {
    const { id, chunks } = await begun();
    await bring(chunks);
    await later(0);
    await Promise.allSettled([later(61 * MINUTE), later(61 * MINUTE)]);
    expect(await look(id)).toMatchObject({ status: 'done', visible: { products: 0, of: 20 } });
    expect(await factsOf(table, id)).toHaveLength(1);
  });
});
