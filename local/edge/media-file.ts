import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCESS_KEY, REGION, SECRET_KEY } from '../environment.ts';
import { type Answer, ownAnswer } from './answer.ts';

/** Gets a picture's file out of media's bucket, where its key is its path. */
export type MediaFile = (path: string) => Promise<Answer>;

/** Reads media's bucket as the edge may, and nobody else. @param bucket its full name */
export const mediaFile = (endpoint: string, bucket: string): MediaFile => {
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
  const s3 = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials });
  return async (path) => {
    try {
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: path.slice(1) }));
      const headers = {
        'content-type': found.ContentType ?? 'application/octet-stream',
        'cache-control': found.CacheControl ?? 'no-store',
        etag: found.ETag ?? '',
      };
      return { status: 200, headers, body: await buffer(found.Body as Readable) };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NoSuchKey') throw error;
      return ownAnswer(404, 'There is no such file.');
    }
  };
};
