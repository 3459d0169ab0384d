import { download, isRefused } from '../download.ts';
import { newPath, removeIndex } from '../own-folder.ts';
import type { Pointer } from '../pointer.ts';
import { lastOfEach, partsAfter } from '../read-log.ts';
import type { OpenWork, WorkFile } from './work-file.ts';

/** A file that is worked at, with how far in the log it is. */
export interface Base {
  readonly path: string;
  readonly file: WorkFile;
  readonly n: number;
}

/** What a run of the builder has. */
export interface Run {
  readonly openWork: OpenWork;
  /**
   * Says that the run goes on; `forMs` for a step that is longer than the lease.
   * @throws RunEnded when its time is over, or another builder has the lease
   */
  goesOn(forMs?: number): Promise<void>;
}

/** A run’s time is over, or another builder has taken its place: the next run goes on. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
}

/** Applies what follows in the log to its end, as it is when it is read. @returns the number of the last entry */
export const followLog = async (file: WorkFile, after: number, pointer: Pointer, run: Run): Promise<number> => {
  let n = after;
  for await (const { to, changes } of partsAfter(after, pointer, { consistent: true })) {
    await file.apply(lastOfEach(changes));
    n = to;
    await run.goesOn();
  }
  return n;
};

/**
 * Opens the newest file that can be used, or an empty one where there is none, and applies the log up to its end.
 * @throws what the last one throws when none can be used
 */
export const openBase = async (pointer: Pointer, run: Run): Promise<Base> => {
  let why: unknown;
  for (const one of pointer.files) {
    const taken = download(one);
    try {
      await taken.goOn(Number.POSITIVE_INFINITY);
      const file = await run.openWork('open', taken.path);
      return await followed({ path: taken.path, file, n: one.position.n }, pointer, run);
    } catch (error) {
      taken.drop();
      if (!isRefused(error)) throw error;
      why = error;
    }
  }
  if (why !== undefined) throw why;
  const path = newPath('base');
  return followed({ path, file: await run.openWork('create', path), n: 0 }, pointer, run);
};

const followed = async (base: Base, pointer: Pointer, run: Run): Promise<Base> => {
  try {
    return { ...base, n: await followLog(base.file, base.n, pointer, run) };
  } catch (error) {
    await closeBase(base);
    throw error;
  }
};

/** Closes a file, and removes it. */
export const closeBase = async ({ file, path }: Base): Promise<void> => {
  await file.close();
  removeIndex(path);
};
