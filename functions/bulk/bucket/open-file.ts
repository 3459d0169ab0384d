import { GetObjectCommand } from '@aws-sdk/client-s3';
import { RetryableError } from '#lib/retryable-error.ts';
import { s3 } from '#lib/s3.ts';
import { bucket, fileKey } from './import-bucket.ts';

/** The uploaded file as a stream, with the ETag of what is read; undefined when it is not there (any more). */
export const openFile = async (
  importId: string,
): Promise<{ etag: string; bytes: AsyncIterable<Uint8Array> } | undefined> => {
  try {
    const answer = await s3().send(new GetObjectCommand({ Bucket: bucket(), Key: fileKey(importId) }));
    return { etag: answer.ETag ?? '', bytes: bytesOf(answer.Body as unknown as AsyncIterable<Uint8Array>) };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

/** The bytes of an object. @throws RetryableError when they stop coming, whatever the socket calls it */
async function* bytesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new RetryableError('import: the file stopped coming', { cause });
  }
}
