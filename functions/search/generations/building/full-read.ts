import { statSync } from 'node:fs';
import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import type { Sources } from '../../engine.ts';
import { download } from '../download.ts';
import { Position } from '../log-table.ts';
import { putObject, readObject } from '../objects.ts';
import { newPath, removeIndex } from '../own-folder.ts';
import { type Pointer, readPointer } from '../pointer.ts';
import { askedAt, noteProgress } from '../rebuild.ts';
import { closeBase, openBase, type Run, RunEnded } from './base.ts';
import { publishFile } from './publish-file.ts';
import type { WorkFile } from './work-file.ts';

/** Where a full read under way is noted, in the bucket. */
export const PARTIAL_KEY = 'building/full-read.json';
/** Milliseconds between two copies of the partial file in S3, and so many times as long as one takes: what a run that is killed loses. */
const [KEEP_MS, KEEP_TIMES] = [60_000, 4];
const PAGE = 100;

/** How far a full read is. */
const Partial = z.object({
  /** The log’s end, read before the first document was. */
  position: Position,
  /** Milliseconds since 1970. */
  startedAt: z.int(),
  /** First what the sources list, then what the index before had and they do not list (their lists may lag). */
  phase: z.enum(['listed', 'known']),
  /** Where it goes on: the sources’ cursor, or the id of the last document. */
  cursor: z.optional(z.string()),
  documents: z.int(),
  file: z.optional(z.object({ key: z.string(), bytes: z.int() })),
});
type Partial = z.infer<typeof Partial>;

/** A full read that goes on: the file so far, and where it is. */
interface Reading {
  state: Partial;
  path: string;
  file: WorkFile;
}

/**
 * Reads everything anew, as it is now, into a file of its own, and publishes it. What it has read so far lies in S3 each
 * minute and when its time is over, and the next run goes on there.
 * @param end finds the log’s end, strongly
 * @param alone the log has lost entries: no older file is of use
 */
export const fullRead = async (
  sources: Sources,
  run: Run,
  end: () => Promise<Position>,
  alone: boolean,
): Promise<void> => {
  const reading = (await goOn(run)) ?? (await begin(run, end));
  try {
    await readPages(reading, sources, run);
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    await keep(reading, run, 'closed');
    throw error;
  }
  const { state, file, path } = reading;
  // What is published has its place in the pointer; the state is passed over by its beginning.
  if (await publishFile({ path, file, n: state.position.n }, run, { readAt: state.startedAt, alone }))
    await noteProgress(state.startedAt, state.documents, nowMs());
};

const begin = async (run: Run, end: () => Promise<Position>): Promise<Reading> => {
  const position = await end();
  const startedAt = nowMs();
  const path = newPath('full-read');
  log.info('search full read begun', { position: position.n });
  return {
    state: { position, startedAt, phase: 'listed', documents: 0 },
    path,
    file: await run.openWork('create', path),
  };
};

/** Goes on with the read of an earlier run, if it is one that still counts and its file can be used. */
const goOn = async (run: Run): Promise<Reading | undefined> => {
  const [text, pointer, asked] = [await readObject(PARTIAL_KEY), await readPointer(), await askedAt()];
  const read = text && z.safeParse(Partial, JSON.parse(text.toString()));
  if (!read?.success || !read.data.file || !stillCounts(read.data, pointer, asked)) return undefined;
  const state = read.data;
  const { key, bytes } = read.data.file;
  const taken = download({ generation: 0, key, bytes, documents: 0, position: state.position, madeAt: 0 });
  try {
    await taken.goOn(Number.POSITIVE_INFINITY);
    return { state, path: taken.path, file: await run.openWork('open', taken.path) };
  } catch (error) {
    taken.drop();
    log.error('search partial file not used', error);
    return undefined;
  }
};

const stillCounts = ({ startedAt, position }: Partial, pointer: Pointer, asked: number): boolean =>
  startedAt > pointer.readAt && startedAt >= asked && position.n >= pointer.lowest;

/** Stores the file so far, and then where it is: both together are what the next run needs. */
const keep = async (reading: Reading, run: Run, then: 'closed' | 'open'): Promise<void> => {
  await reading.file.close();
  const key = `building/${newId('part')}`;
  await putObject(key, { path: reading.path });
  reading.state = { ...reading.state, file: { key, bytes: statSync(reading.path).size } };
  await putObject(PARTIAL_KEY, new TextEncoder().encode(JSON.stringify(reading.state)));
  await noteProgress(reading.state.startedAt, reading.state.documents);
  if (then === 'open') reading.file = await run.openWork('open', reading.path);
  else removeIndex(reading.path);
};

const readPages = async (reading: Reading, sources: Sources, run: Run): Promise<void> => {
  let keepAt = nowMs() + KEEP_MS;
  const store = async (ids: readonly string[], place: Pick<Partial, 'phase' | 'cursor'>): Promise<void> => {
    const documents = await sources.read(ids);
    const changes = ids.map((id, index) => ({ id, document: documents[index] }));
    await reading.file.apply(changes);
    const found = documents.filter((one) => one !== undefined).length;
    reading.state = { ...reading.state, ...place, documents: reading.state.documents + found };
    const began = nowMs();
    if (began >= keepAt) {
      await keep(reading, run, 'open');
      keepAt = nowMs() + Math.max(KEEP_MS, KEEP_TIMES * (nowMs() - began));
    }
    await run.goesOn();
  };
  await noteProgress(reading.state.startedAt, reading.state.documents);
  while (reading.state.phase === 'listed') {
    const { ids, cursor } = await sources.list(reading.state.cursor);
    await store(ids, { cursor, phase: cursor === undefined ? 'known' : 'listed' });
  }
  const base = await openBase(await readPointer(), run);
  try {
    for (;;) {
      const known = await base.file.ids(reading.state.cursor, PAGE);
      const last = known.at(-1);
      if (last === undefined) return;
      const has = await idsUpTo(reading.file, reading.state.cursor, last);
      await store(
        known.filter((id) => !has.has(id)),
        { phase: 'known', cursor: last },
      );
    }
  } finally {
    await closeBase(base);
  }
};

/** The ids of a file after one and up to another. */
const idsUpTo = async (file: WorkFile, after: string | undefined, last: string): Promise<Set<string>> => {
  const found = new Set<string>();
  for (let from = after; ; ) {
    const page = await file.ids(from, 10 * PAGE);
    for (const id of page) if (id <= last) found.add(id);
    from = page.at(-1);
    if (from === undefined || from >= last) return found;
  }
};
