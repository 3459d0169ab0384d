import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { env } from './env.ts';
import { log } from './log.ts';
import { failed } from './metric.ts';
import { defineMessage, type QueueHandler, queue } from './queue.ts';
import { inScope, spanOf, startOf } from './trace.ts';

export type ScheduleHandler = (event: unknown, context: Context) => Promise<void>;

/** Builds a function that runs on a clock. It may run twice, or late. @throws what `fn` throws, a bug counted as one */
export const schedule =
  (fn: () => Promise<unknown>): ScheduleHandler =>
  (_event, context) =>
    inScope(startOf(context), async (scope) => {
      try {
        await fn();
      } catch (error) {
        failed('schedule failed', error, { function: context.functionName });
        throw error;
      }
      log.info('schedule', { function: context.functionName, ...spanOf(scope) });
    });

/** The bucket, and the prefix, whose new objects invoke a function, through a queue with dead letters. */
export interface UploadTrigger {
  readonly kind: 'upload';
  readonly bucket: string;
  readonly prefix: string;
}
/** Names the bucket of the module, and the prefix, whose new objects invoke a function. */
export const uploadsTo = (bucket: string, prefix: string): UploadTrigger => ({ kind: 'upload', bucket, prefix });

/** Answers the full name of a module's bucket. */
export const bucketName = (module: string, bucket: string): string => `${env().BUCKET_PREFIX}-${module}-${bucket}`;

/** A new object. */
export interface Uploaded {
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

const S3Object = z.object({
  bucket: z.object({ name: z.string() }),
  object: z.object({ key: z.string(), size: z.number() }),
});
const S3Message = defineMessage('', '', z.object({ Records: z.optional(z.array(z.object({ s3: S3Object }))) }));

/** Builds the consumer of uploaded objects; S3 may tell of one twice. Its test message (no records) is ignored. */
export const upload = (_on: UploadTrigger, fn: (object: Uploaded) => Promise<unknown>): QueueHandler =>
  queue(S3Message, async ({ Records = [] }) => {
    for (const { s3 } of Records) {
      const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
      await fn({ bucket: s3.bucket.name, key, size: s3.object.size });
    }
  });
