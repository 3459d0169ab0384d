import { nowMs } from '#lib/clock.ts';
import { waitToRetry } from '#lib/deadline.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { writeIf } from '#lib/table.ts';
import type { ReadDocuments } from '../engine.ts';
import { bodiesOf, entryWrite, type Position, readPositions } from './log-table.ts';
import { positionOf, readPointer } from './pointer.ts';

/** Documents that are read, and put, together. */
const TOGETHER = 100;
const ATTEMPTS = 20;
/** How far behind a known entry is looked: what was put since by others is found in a call, or a few. */
const STEPS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What a process knows of the log. */
export interface ChangeLog {
  /**
   * Puts documents as `read` answers them, and the removal of those that are not there, at the log’s end. They are read
   * after the end was, and again when another writer puts its entry first: so of two entries the later one was read later,
   * and nothing of an older state follows a newer one.
   * @throws RetryableError when others keep being faster
   */
  take(ids: readonly string[], read: ReadDocuments): Promise<void>;
  /** Finds the log’s end, strongly: every entry that was put before the call is at it or before. */
  end(): Promise<Position>;
}

/** Opens the log; what it learns of the end it remembers, so that a warm process asks one call. */
export const createChangeLog = (): ChangeLog => {
  let known: Position | undefined;
  const learn = (one: Position): Position => {
    if (!known || known.n < one.n) known = one;
    return known;
  };

  const end = async (): Promise<Position> => {
    let at = known ?? (await beginning());
    for (;;) {
      const found = await readPositions(STEPS.map((step) => at.n + step));
      const last = found.findLast((one) => one !== undefined);
      if (last) at = last;
      // Entries have no gaps. One that was put while these were read may be missed: then the put is refused.
      if (!last || (last === found[0] && !found[1])) return learn(at);
    }
  };

  const putSome = async (ids: readonly string[], read: ReadDocuments): Promise<string[]> => {
    let at = await end();
    const documents = await read(ids);
    const left = new Set(ids);
    for (const body of bodiesOf(ids.map((id, index) => ({ id, document: documents[index] })))) {
      if (!(await writeIf(entryWrite(at, body, nowMs())))) break;
      at = learn({ n: at.n + 1, changes: at.changes + body.ids.length });
      for (const id of body.ids) left.delete(id);
    }
    return [...left];
  };

  return {
    end,
    async take(asked, read) {
      const ids = [...new Set(asked)];
      for (let from = 0; from < ids.length; from += TOGETHER) {
        let left = ids.slice(from, from + TOGETHER);
        for (let attempt = 1; ; attempt += 1) {
          left = await putSome(left, read);
          if (left.length === 0) break;
          const busy = new RetryableError('search: other writers keep being faster');
          if (attempt === ATTEMPTS) throw busy;
          await waitToRetry(Math.random() * Math.min(500, 10 * 2 ** attempt), busy);
        }
      }
    },
  };
};

/** Where a process that knows nothing looks first: as far as files and packs go, there was an entry. */
const beginning = async (): Promise<Position> => {
  const pointer = await readPointer();
  const position = positionOf(pointer);
  return pointer.packed.n > position.n ? pointer.packed : position;
};
