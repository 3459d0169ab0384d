import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^floodgate-search-(\d+)-/;
let made: string | undefined;
let files = 0;

/** Tells whether a process of this machine runs. */
const runs = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** Makes the folder of this process; it goes with it, or with the next one that makes its own where a process was killed. */
const ownFolder = (): string => {
  for (const name of readdirSync(tmpdir())) {
    const id = Number(name.match(NAME)?.[1]);
    if (id && !runs(id)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(tmpdir(), `floodgate-search-${process.pid}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Makes the path of a new file in this process’s own folder of ephemeral storage. @throws Error when there can be no folder */
export const newPath = (name: string): string => {
  made ??= ownFolder();
  files += 1;
  return join(made, `${files}-${name}.sqlite`);
};

/** Removes a file of the index with what SQLite has put beside it. */
export const removeIndex = (path: string): void => {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
};
