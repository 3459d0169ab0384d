import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made: string | undefined;
let files = 0;

/**
 * Makes the path of a new file in this process’s own folder of ephemeral storage; the folder goes with the process.
 * @throws Error when nothing can be written there
 */
export const newPath = (name: string): string => {
  if (made === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'floodgate-search-'));
    made = folder;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  files += 1;
  return join(made, `${files}-${name}.sqlite`);
};

/** Removes a file of the index with what SQLite has put beside it. */
export const removeIndex = (path: string): void => {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
};
