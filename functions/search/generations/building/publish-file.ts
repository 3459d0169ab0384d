import { statSync } from 'node:fs';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { writeIf } from '#lib/table.ts';
import { BEGINNING, readPositions } from '../log-table.ts';
import { putObject } from '../objects.ts';
import { newPath, removeIndex } from '../own-folder.ts';
import { generationOf, pointerWrite, positionOf, readPointer, withFile } from '../pointer.ts';
import { type Base, followLog, type Run } from './base.ts';

/** Milliseconds that a file may be sealed, and then stored: nothing renews the lease meanwhile. Of a million documents five minutes. */
const longFor = (documents: number): number => 60_000 + documents / 4;

/**
 * Brings a file up to the log’s end, stores it, and moves the pointer to it. @param how.readAt when the full read began that it is
 * of, milliseconds since 1970. @returns whether the pointer was moved; another builder may have been faster
 */
export const publishFile = async (
  base: Base,
  run: Run,
  how: { readonly readAt?: number; readonly alone?: boolean } = {},
): Promise<boolean> => {
  const { file, path } = base;
  const sealed = newPath('sealed');
  try {
    const before = await readPointer();
    const n = await followLog(file, base.n, before, run);
    const position = n === 0 ? BEGINNING : (await readPositions([n]))[0];
    if (!position) throw new Error(`search: entry ${n} of the log is gone`);
    const documents = await file.count();
    await run.goesOn(longFor(documents));
    await file.seal(sealed);
    const generation = generationOf(before) + 1;
    const bytes = statSync(sealed).size;
    const key = `files/${String(generation).padStart(8, '0')}-${newId('gen')}`;
    await run.goesOn(longFor(documents));
    await putObject(key, { path: sealed });
    const made = { generation, key, bytes, documents, position, madeAt: nowMs() };
    // Packs that were made meanwhile are no reason to give the file up; another file is.
    for (let pointer = before; ; pointer = await readPointer()) {
      if (generationOf(pointer) !== generationOf(before) || positionOf(pointer).n > n) return false;
      if (!(await writeIf(pointerWrite(withFile(pointer, made, how), pointer)))) continue;
      log.info('search file made', { generation, documents, bytes, position: n });
      return true;
    }
  } finally {
    await file.close();
    removeIndex(sealed);
    removeIndex(path);
  }
};
