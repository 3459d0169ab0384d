import { closeSync, openSync, writeSync } from 'node:fs';
import { sleep } from '#lib/clock.ts';
import { IndexFileRefused } from '../index-file/schema.ts';
import { RANGE_BYTES, readRange } from './objects.ts';
import { newPath, removeIndex } from './own-folder.ts';
import type { File } from './pointer.ts';

/** An object of S3 that is not there, or not as long as it was when it was stored. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

/** Tells a file that cannot be used, whoever asks again: cut, not there, of an older shape, or no index. */
export const isRefused = (error: unknown): boolean => error instanceof FileRefused || error instanceof IndexFileRefused;

/** A file on its way into ephemeral storage, range by range. */
export interface Download {
  readonly file: File;
  readonly path: string;
  /**
   * Goes on for so many milliseconds; what is under way then is gone on with by the next call. Answers whether it is whole.
   * @throws FileRefused for one that is cut or not there; what the disk throws when it is full
   */
  goOn(ms: number): Promise<boolean>;
  /** Ends it, and removes what there is of it. */
  drop(): void;
}

export const download = (file: File): Download => {
  const path = newPath(`generation-${file.generation}`);
  let got = 0;
  let underWay: Promise<Buffer | undefined> | undefined;
  const store = (bytes: Buffer | undefined): void => {
    const expected = Math.min(RANGE_BYTES, file.bytes - got);
    if (bytes?.length !== expected) throw new FileRefused(`search: ${file.key} is cut, or not there`);
    const open = openSync(path, got === 0 ? 'w' : 'r+');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(open, bytes, at, bytes.length - at, got + at);
    } finally {
      closeSync(open);
    }
    got += bytes.length;
  };
  return {
    file,
    path,
    async goOn(ms) {
      const over = ms === Number.POSITIVE_INFINITY ? [] : [sleep(ms).then(() => 'over' as const)];
      while (got < file.bytes) {
        underWay ??= readRange(file.key, got);
        // One that fails while nobody waits for it is asked for again.
        underWay.catch(() => undefined);
        const bytes = await Promise.race([underWay, ...over]).catch((error: unknown) => {
          underWay = undefined;
          throw error;
        });
        if (bytes === 'over') return false;
        underWay = undefined;
        store(bytes);
      }
      return true;
    },
    drop: () => removeIndex(path),
  };
};
