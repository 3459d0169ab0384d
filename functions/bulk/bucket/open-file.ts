import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { env } from '#lib/env.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { bucket, fileKey } from './import-bucket.ts';

let shared: S3Client | undefined;
/** The one client. On AWS a read may wait 10.5 s for its next bytes, seven times as long as a table's answer. */
const s3 = (): S3Client => {
  const { CONNECT_MS, REQUEST_MS } = env();
  shared ??= new S3Client({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: 7 * REQUEST_MS } });
  return shared;
};

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
