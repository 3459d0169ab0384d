import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints } from './environment.ts';

/** Where a running stack is; for scripts and tests. */
export interface StackFile {
  /** Up to and including `/api/v1`. */
  readonly api: string;
  /** The same past the edge: of the gateway alone. */
  readonly gateway: string;
  /** By what an edge in front of the gateway proves that it is one. */
  readonly originSecret: string;
  readonly docs: string;
  /** The first page of the site. */
  readonly site: string;
  readonly mailbox: string;
  readonly adminKey: string;
  readonly endpoints: Endpoints;
  readonly pid: number;
}

const LOCAL = join(import.meta.dirname, '..', '.local');

/** The folder of one copy of the stack, by its port. */
export const folderOf = (port: number): string => join(LOCAL, String(port));

/** The stack on `PORT`; without it the last one that was started, or when that has ended, another that runs. */
export const readStackFile = (port = process.env['PORT']): StackFile | undefined => {
  if (port) return readIn(folderOf(Number(port)));
  return (
    readIn(LOCAL) ??
    globSync('*/stack.json', { cwd: LOCAL }).flatMap((file) => readIn(join(LOCAL, file, '..')) ?? [])[0]
  );
};

const readIn = (folder: string): StackFile | undefined => {
  try {
    const stack = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as StackFile;
    // Throws when that process is gone: a killed stack leaves its file behind.
    process.kill(stack.pid, 0);
    return stack;
  } catch {
    return undefined;
  }
};

const files = (port: number): string[] => [join(folderOf(port), 'stack.json'), join(LOCAL, 'stack.json')];

/** Writes `.local/stack.json` and `.local/<port>/stack.json`, for their owner alone: they hold the admin key and the edge’s secret. */
export const writeStackFile = (port: number, stack: StackFile, environment: Readonly<Record<string, string>>): void => {
  mkdirSync(folderOf(port), { recursive: true });
  const write = (file: string, value: object) => {
    rmSync(file, { force: true });
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  };
  write(join(folderOf(port), 'environment.json'), environment);
  for (const file of files(port)) write(file, stack);
};

/** The environment of the functions of a running stack, as they see it. */
export const readEnvironment = (stack: StackFile): Record<string, string> => {
  const { port } = new URL(stack.api);
  return JSON.parse(readFileSync(join(folderOf(Number(port)), 'environment.json'), 'utf8')) as Record<string, string>;
};

/** Takes the files away: this process's own, and what a killed one left under the same port. */
export const removeStackFile = (port: number): void => {
  for (const file of files(port)) {
    try {
      const { api, pid } = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
      if (pid === process.pid || api.includes(`:${port}/`)) rmSync(file, { force: true });
    } catch {
      // Not there.
    }
  }
};
