import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { s3 } from '#lib/s3.ts';
import { bucketName } from '#lib/work.ts';
import { readObject } from '../objects.ts';
import { readPointer } from '../pointer.ts';
import { PARTIAL_KEY } from './full-read.ts';

/** What is younger may be on its way into the pointer, or read by somebody who knows the pointer before. */
const YOUNG_MS = 3_600_000;

const PartialFile = z.object({ file: z.optional(z.object({ key: z.string() })) });

/** Deletes files and packs that the pointer does not name any more, and partial files that nobody goes on with. */
export const sweep = async (): Promise<void> => {
  const Bucket = bucketName('search', 'index');
  const { files, packs } = await readPointer();
  const partial = await readObject(PARTIAL_KEY);
  const { file } = partial ? z.parse(PartialFile, JSON.parse(partial.toString())) : {};
  const named = new Set([...[...files, ...packs].map(({ key }) => key), PARTIAL_KEY, file?.key]);
  let ContinuationToken: string | undefined;
  do {
    const page = await s3().send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    const old = (page.Contents ?? []).filter(
      ({ Key, LastModified }) => !named.has(Key) && nowMs() - (LastModified?.getTime() ?? nowMs()) > YOUNG_MS,
    );
    if (old.length > 0)
      await s3().send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: old.map(({ Key }) => ({ Key })), Quiet: true } }),
      );
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
};
