import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createIndexFile, type IndexFile, openIndexFile } from '../../index-file/index-file.ts';
import { IndexFileRefused } from '../../index-file/schema.ts';
import { sealIndexFile } from '../../index-file/seal.ts';
import type { Change } from '../log-table.ts';

/**
 * An index file that is worked at. Where all functions share a process (the local run), the work is done in a thread of its
 * own: of 100,000 documents it is seconds, in which nobody else would be answered. A function of AWS has its process to itself,
 * and its bundle has no file for a thread.
 */
export interface WorkFile {
  /** As `IndexFile.apply`. */
  apply(changes: readonly Change[]): Promise<void>;
  ids(after: string | undefined, limit: number): Promise<string[]>;
  count(): Promise<number>;
  /** Makes a file of it that is ready to be sent, and closes it. */
  seal(to: string): Promise<void>;
  /** Closes it; a second time nothing is left to do. */
  close(): Promise<void>;
}

/** What is done with a file, by name: what a thread is told. */
export interface Work {
  create: [path: string];
  open: [path: string];
  apply: [changes: readonly Change[]];
  ids: [after: string | undefined, limit: number];
  count: [];
  seal: [to: string];
  close: [];
}
export type Told = { readonly [K in keyof Work]: { readonly op: K; readonly args: Work[K] } }[keyof Work];

/** Does with a file what it is told, one after the other. */
export const worker = () => {
  let path = '';
  let file: IndexFile | undefined;
  const held = (): IndexFile => {
    if (!file) throw new Error('search: no file is open');
    return file;
  };
  return (told: Told): unknown => {
    switch (told.op) {
      case 'create':
        [path] = told.args;
        file = createIndexFile(path);
        return undefined;
      case 'open':
        [path] = told.args;
        file = openIndexFile(path);
        return undefined;
      case 'apply':
        return held().apply(...told.args);
      case 'ids':
        return held().ids(...told.args);
      case 'count':
        return held().count();
      case 'seal':
        held().close();
        file = undefined;
        return sealIndexFile(path, ...told.args);
      case 'close':
        file?.close();
        file = undefined;
        return undefined;
    }
  };
};

type Tell = (told: Told) => Promise<unknown>;

const workFile = (tell: Tell, ended: () => Promise<unknown>): WorkFile => {
  let isOpen = true;
  return {
    apply: async (changes) => void (await tell({ op: 'apply', args: [changes] })),
    ids: (after, limit) => tell({ op: 'ids', args: [after, limit] }) as Promise<string[]>,
    count: () => tell({ op: 'count', args: [] }) as Promise<number>,
    async seal(to) {
      await tell({ op: 'seal', args: [to] });
      await this.close();
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await tell({ op: 'close', args: [] });
      await ended();
    },
  };
};

/** Makes an empty file, or opens one. @throws IndexFileRefused for one that is cut or of an older shape */
export type OpenWork = (how: 'create' | 'open', path: string) => Promise<WorkFile>;

/** Works where the caller runs. */
export const workHere: OpenWork = async (how, path) => {
  const work = worker();
  work({ op: how, args: [path] });
  return workFile(
    async (told) => work(told),
    async () => undefined,
  );
};

/** An answer of the thread to what it was told last. */
export type Answer = { readonly result: unknown } | { readonly refused: string } | { readonly error: unknown };

const workInThread =
  (code: string): OpenWork =>
  async (how, path) => {
    const thread = new Worker(code, { execArgv: [] });
    thread.unref();
    const tell: Tell = (told) =>
      new Promise((resolve, reject) => {
        const settle = (answer: Answer): void => {
          thread.off('error', reject);
          thread.unref();
          if ('refused' in answer) reject(new IndexFileRefused(answer.refused));
          else if ('error' in answer) reject(answer.error);
          else resolve(answer.result);
        };
        thread.ref();
        thread.once('message', settle);
        thread.once('error', reject);
        thread.postMessage(told);
      });
    const end = () => thread.terminate();
    try {
      await tell({ op: how, args: [path] });
    } catch (error) {
      await end();
      throw error;
    }
    return workFile(tell, end);
  };

/** What a thread runs; beside this file only where the code is not bundled. */
const code = join(import.meta.dirname ?? '', 'work-thread.ts');

/** Works in a thread where there can be one. */
export const openWork: OpenWork = import.meta.dirname !== undefined && existsSync(code) ? workInThread(code) : workHere;
