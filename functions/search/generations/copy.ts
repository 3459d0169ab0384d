import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { alarmed } from '#lib/metric.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { batchGet } from '#lib/table.ts';
import type { Searcher } from '../engine.ts';
import { createIndexFile, type IndexFile, openIndexFile } from '../index-file/index-file.ts';
import { type Download, download, isRefused } from './download.ts';
import { changeAt, type Entry, entryFrom } from './log-table.ts';
import { newPath, removeIndex } from './own-folder.ts';
import { type File, generationOf, type Pointer, pointerAt, pointerFrom } from './pointer.ts';
import { lastOfEach, partsAfter } from './read-log.ts';

/** Milliseconds after which an environment looks whether anything has changed. */
const FRESH_MS = 1500;
/** Milliseconds of a request that go into the next file: on Lambda nothing runs between requests. */
const BESIDE_MS = 150;
/** An environment goes on with its file until it is the third back. */
const THIRD_BACK = 2;

/** A file that is open, with how far it has followed the log. */
interface Held {
  readonly generation: number;
  readonly path: string;
  readonly index: IndexFile;
  applied: number;
}

/** An environment’s own copy of the index. */
export interface Copy {
  /** Answers the index, at most 1.5 s behind the log. @throws what reading threw, when there is no index yet */
  current(): Promise<Searcher & { readonly generation: string }>;
  /** Closes the copy, and removes its files. */
  close(): void;
}

/**
 * A look at the table: the pointer, and the entry after the one that was applied last, by one call. A replica of the table may
 * be a moment behind; an entry is half as many units so.
 */
const look = async (applied: number): Promise<{ pointer: Pointer; first: Entry | undefined }> => {
  const [pointer, entry] = await batchGet([pointerAt, changeAt(applied + 1)]);
  return { pointer: pointerFrom(pointer), first: entryFrom(applied + 1, entry) };
};

const refuse = (file: File, error: unknown): void =>
  alarmed('IndexFileRefused', 'search file refused', error, { generation: file.generation, file: file.key });

/** Makes the copy of an environment; it is loaded when it is first asked for. */
export const createCopy = (): Copy => {
  let held: Held | undefined;
  let next: { readonly download: Download; opened?: Held } | undefined;
  /** Keys of files that cannot be used: they are not taken a second time. */
  const refused = new Set<string>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  /** Opens the newest file that can be used, or the empty index of a shop that has none. */
  const load = async (pointer: Pointer): Promise<Held> => {
    let why: unknown;
    for (const file of pointer.files) {
      const taken = download(file);
      try {
        await taken.goOn(Number.POSITIVE_INFINITY);
        return { ...open(taken), applied: file.position.n };
      } catch (error) {
        taken.drop();
        if (!isRefused(error)) throw error;
        refuse(file, error);
        why = error;
      }
    }
    if (why !== undefined) throw new Error('search: no file of the index can be used', { cause: why });
    const path = newPath('generation-0');
    return { generation: 0, path, index: createIndexFile(path), applied: 0 };
  };

  const open = ({ file, path }: Download): Held => ({
    generation: file.generation,
    path,
    index: openIndexFile(path),
    applied: file.position.n,
  });

  const close = (one: Held | undefined): void => {
    one?.index.close();
    if (one) removeIndex(one.path);
  };

  /** Applies what follows in the log, part by part, until its end, or until no time is left. Answers whether it is at the end. */
  const catchUp = async (one: Held, pointer: Pointer, first?: Entry, until = Number.POSITIVE_INFINITY) => {
    for await (const { to, changes } of partsAfter(one.applied, pointer, { first })) {
      one.index.apply(lastOfEach(changes));
      one.applied = to;
      if (nowMs() >= until) return false;
    }
    return true;
  };

  const forgetNext = (): void => {
    next?.opened?.index.close();
    next?.download.drop();
    next = undefined;
  };

  /** Takes the newest file beside requests, a part of it at each; switches when it has followed the log as far as the old one. */
  const takeNext = async (pointer: Pointer, now: Held): Promise<void> => {
    const until = nowMs() + BESIDE_MS;
    const [newest] = pointer.files;
    if (next && !pointer.files.some(({ key }) => key === next?.download.file.key)) forgetNext();
    if (!newest || generationOf(pointer) - now.generation < THIRD_BACK) return forgetNext();
    if (!next && refused.has(newest.key)) return;
    next ??= { download: download(newest) };
    const { download: taken } = next;
    try {
      if (!next.opened) {
        if (!(await taken.goOn(until - nowMs()))) return;
        next.opened = open(taken);
      }
      if (!(await catchUp(next.opened, pointer, undefined, until)) || next.opened.applied < now.applied) return;
      [held, next] = [next.opened, undefined];
      close(now);
      log.info('search file switched', { from: now.generation, to: held.generation, applied: held.applied });
    } catch (error) {
      if (isTransient(error)) return log.error('search file not taken', error, { generation: taken.file.generation });
      // Cut, of another shape, or the disk is full: the old one goes on, and the same file is not tried again.
      refused.add(taken.file.key);
      forgetNext();
      refuse(taken.file, error);
    }
  };

  const refresh = async (): Promise<void> => {
    if (!held) {
      const { pointer } = await look(0);
      const loaded = await load(pointer);
      await catchUp(loaded, pointer);
      held = loaded;
      return;
    }
    const now = held;
    const { pointer, first } = await look(now.applied);
    if (now.applied < pointer.lowest) {
      // It was frozen for days: what it has not applied is not in the log any more.
      const loaded = await load(pointer);
      await catchUp(loaded, pointer);
      forgetNext();
      held = loaded;
      close(now);
      return;
    }
    // Without an entry after the one that it applied last, and without a pack, it is at the end.
    if (first || now.applied < pointer.packed.n) await catchUp(now, pointer, first);
    await takeNext(pointer, now);
  };

  const lookAgain = async (): Promise<void> => {
    const began = nowMs();
    try {
      await refresh();
    } catch (error) {
      // What there is is answered a little longer; without an index there is nothing to answer.
      if (!held) throw error;
      if (isTransient(error)) log.error('search index not refreshed', error);
      else alarmed('IndexNotRefreshed', 'search index not refreshed', error);
    }
    lookedAt = began;
  };

  return {
    async current() {
      const asked = nowMs();
      // A look that began long ago, in an environment that was frozen, may have seen less than what has to be seen now.
      for (let turn = 0; turn < 2 && lookedAt + FRESH_MS <= asked; turn += 1) {
        looking ??= lookAgain().finally(() => {
          looking = undefined;
        });
        await looking;
      }
      const index = (): IndexFile => {
        if (!held) throw new Error('search: the copy is closed');
        return held.index;
      };
      return {
        generation: `${held?.generation}.${held?.applied}`,
        search: (input) => index().search(input),
        suggest: (input) => index().suggest(input),
        byIds: (ids, at) => index().byIds(ids, at),
      };
    },
    close() {
      forgetNext();
      close(held);
      held = undefined;
    },
  };
};
