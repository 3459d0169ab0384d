import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCESS_KEY, REGION, SECRET_KEY } from '../environment.ts';

/** Where pictures are served: the edge takes them from media's bucket, under the same path. */
const PATH = /^\/(media\/[0-9a-f]{64}\.\d+\/[\w.-]+)$/;

/** Sends a picture's file out of media's bucket; answers whether the path is one of a picture's. */
export type MediaFiles = (method: string | undefined, path: string, response: ServerResponse) => Promise<boolean>;

/**
 * Serves what the edge serves of media's bucket, until the local run has an edge of its own.
 * @param bucket its full name
 */
export const mediaFiles = (endpoint: string, bucket: string): MediaFiles => {
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
  const s3 = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials });
  return async (method, path, response) => {
    const key = PATH.exec(path)?.[1];
    if (key === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
    try {
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      response.writeHead(200, {
        'content-type': found.ContentType ?? 'application/octet-stream',
        'content-length': String(found.ContentLength ?? 0),
        'cache-control': found.CacheControl ?? 'no-store',
        etag: found.ETag ?? '',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      });
      const body = found.Body as Readable;
      if (method === 'HEAD') {
        body.destroy();
        response.end();
      } else body.pipe(response);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NoSuchKey') throw error;
      response.writeHead(404, { 'cache-control': 'no-store' }).end();
    }
    return true;
  };
};
