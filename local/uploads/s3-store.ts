import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ACCESS_KEY, REGION, SECRET_KEY } from '../environment.ts';
import type { SizeBounds } from './form-policy.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { StoredObject } from './upload-event.ts';

/** The engine refuses bodies above 11 MiB: larger files go in as parts of this many bytes. */
const PART_BYTES = 8 * 1024 * 1024;

export interface ObjectStore {
  /** Streams a file in, a part at a time, and keeps nothing of one that is out of bounds. */
  store(
    bucket: string,
    key: string,
    file: Readable,
    bounds: SizeBounds,
    headers: Readonly<Record<string, string>>,
  ): Promise<StoredObject>;
  head(bucket: string, key: string): Promise<StoredObject>;
  list(bucket: string, prefix: string): AsyncGenerator<StoredObject>;
  close(): void;
}

/** Cuts a stream into parts of `size` bytes; the last one is shorter, and the only one when the stream is empty. */
const parts = async function* (file: Readable, size: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    while (bytes > size) {
      const all = Buffer.concat(held);
      yield all.subarray(0, size);
      held = [all.subarray(size)];
      bytes -= size;
    }
  }
  yield Buffer.concat(held);
};

const bounded = async function* (file: Readable, { min, max }: SizeBounds): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of parts(file, Math.min(PART_BYTES, Math.max(max, 1)))) {
    size += part.length;
    if (size > max) {
      const extra = { ProposedSize: size, MaxSizeAllowed: max };
      throw new S3Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', extra);
    }
    yield part;
  }
  if (size < min) {
    const extra = { ProposedSize: size, MinSizeAllowed: min };
    throw new S3Refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', extra);
  }
};

const metadataOf = (headers: Readonly<Record<string, string>>) => {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return {
    ...(headers['content-type'] && { ContentType: headers['content-type'] }),
    ...(headers['content-disposition'] && { ContentDisposition: headers['content-disposition'] }),
    ...(headers['cache-control'] && { CacheControl: headers['cache-control'] }),
    ...(headers['content-encoding'] && { ContentEncoding: headers['content-encoding'] }),
    Metadata: Object.fromEntries(own.map(([name, value]) => [name.slice('x-amz-meta-'.length), value])),
  };
};

/** The engine behind the front, for what the front writes itself. */
export const openObjectStore = (endpoint: string): ObjectStore => {
  const s3 = new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });

  const inParts = async (
    target: { Bucket: string; Key: string },
    first: Buffer,
    rest: AsyncGenerator<Buffer>,
    metadata: object,
  ) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ...metadata }));
    try {
      const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
      const send = async (Body: Buffer) => {
        const PartNumber = Parts.length + 1;
        const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
        Parts.push({ PartNumber, ETag });
      };
      await send(first);
      let size = first.length;
      for await (const part of rest) {
        await send(part);
        size += part.length;
      }
      const { ETag } = await s3.send(
        new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
      );
      return { size, etag: ETag ?? '' };
    } catch (error) {
      await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
      throw error;
    }
  };

  return {
    async store(bucket, key, file, bounds, headers) {
      const target = { Bucket: bucket, Key: key };
      const rest = bounded(file, bounds);
      const first = (await rest.next()).value as Buffer;
      if (first.length === PART_BYTES)
        return { bucket, key, ...(await inParts(target, first, rest, metadataOf(headers))) };
      await rest.next();
      const { ETag } = await s3.send(new PutObjectCommand({ ...target, ...metadataOf(headers), Body: first }));
      return { bucket, key, size: first.length, etag: ETag ?? '' };
    },
    async head(bucket, key) {
      const found = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { bucket, key, size: found.ContentLength ?? 0, etag: found.ETag ?? '' };
    },
    async *list(bucket, prefix) {
      for (let ContinuationToken: string | undefined, more = true; more; more = ContinuationToken !== undefined) {
        const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? [])
          yield { bucket, key: Key, size: Size, etag: ETag };
        ContinuationToken = page.NextContinuationToken;
      }
    },
    close: () => s3.destroy(),
  };
};
