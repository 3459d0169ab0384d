import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from './ports.ts';

interface Lock {
  pid: number;
  command: string;
  engines: number[];
}

/** The command line of a running process, or undefined when there is none (any more). */
export const commandLine = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    try {
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim();
    } catch {
      return undefined;
    }
  }
};

/** Ends engines that a killed process left behind: only a pid whose command line names this folder. */
const endLeftovers = async (folder: string, pids: readonly number[]): Promise<void> => {
  const left = () => pids.filter((pid) => commandLine(pid)?.includes(folder));
  for (const pid of left()) process.kill(pid, 'SIGTERM');
  for (let tries = 0; left().length > 0; tries++) {
    if (tries === 50) for (const pid of left()) process.kill(pid, 'SIGKILL');
    await wait(20);
  }
};

export interface DataFolder {
  readonly path: string;
  /** Remembers an engine's pid, for the next start to end it if this process is killed. */
  addEngine(pid: number): void;
  /** Gives the folder free. */
  close(): void;
}

/**
 * Makes a folder whose files only their owner reads: they hold people's data and keys. Whatever this process and its
 * engines make from now on is so; in a folder of an earlier run the old ones become it, one of somebody's own is let be.
 */
const forOwnerAlone = (path: string): void => {
  process.umask(0o077);
  mkdirSync(path, { recursive: true });
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  if (entries.length > 0 && !existsSync(join(path, 'state.json'))) return;
  chmodSync(path, 0o700);
  for (const entry of entries)
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
};

/** Takes a data folder for this process alone, and ends engines that a killed predecessor left in it. */
export const openDataFolder = async (name: string, { fresh = false } = {}): Promise<DataFolder> => {
  const path = resolve(name);
  const lockFile = join(path, 'lock.json');
  let previous: Lock | undefined;
  try {
    previous = JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
  } catch {
    // No lock, or one that was being written when its process was killed.
  }
  if (previous && previous.pid !== process.pid && previous.command === commandLine(previous.pid)) {
    throw new StartError(`The data folder ${name} is in use by process ${previous.pid}.`);
  }
  await endLeftovers(path, previous?.engines ?? []);
  if (fresh) rmSync(path, { recursive: true, force: true });
  const lock: Lock = { pid: process.pid, command: commandLine(process.pid) ?? '', engines: [] };
  const save = () => writeFileSync(lockFile, JSON.stringify(lock));
  try {
    forOwnerAlone(path);
    save();
  } catch (error) {
    throw new StartError(`The data folder ${name} cannot be written (${(error as NodeJS.ErrnoException).code}).`, 2);
  }
  return {
    path,
    addEngine(pid) {
      lock.engines.push(pid);
      save();
    },
    close: () => rmSync(lockFile, { force: true }),
  };
};
