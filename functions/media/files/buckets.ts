import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { env } from '#lib/env.ts';
import { bucketName } from '#lib/work.ts';
import type { Format } from '../media.ts';
import { inbox, keyOf } from './places.ts';

const files = (): string => bucketName('media', 'files');

let shared: S3Client | undefined;
/** The one client. A file of 30 MB is read and put in seconds, a table's answer is not. */
const s3 = (): S3Client => {
  const { CONNECT_MS, REQUEST_MS } = env();
  shared ??= new S3Client({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: 7 * REQUEST_MS } });
  return shared;
};

const read = async (Bucket: string, Key: string): Promise<Buffer | undefined> => {
  try {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

/** Reads an uploaded file whole; undefined when it is not there (any more). */
export const readUpload = (key: string): Promise<Buffer | undefined> => read(inbox(), key);
/** Answers whether an uploaded file lies there still. */
export const hasUpload = async (key: string): Promise<boolean> => {
  try {
    await s3().send(new HeadObjectCommand({ Bucket: inbox(), Key: key }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return false;
    throw error;
  }
};
/** Removes an uploaded file; its bytes may say where and by whom it was taken. */
export const removeUpload = async (key: string): Promise<void> => {
  await s3().send(new DeleteObjectsCommand({ Bucket: inbox(), Delete: { Objects: [{ Key: key }], Quiet: true } }));
};

/** Reads one file of a folder. */
export const readFile = (folder: string, name: string): Promise<Buffer | undefined> =>
  read(files(), keyOf(folder, name));

const YEAR_SECONDS = 31_536_000;
/** Stores one file of a folder, for everyone and for ever: what is under a name never changes. */
export const putFile = async (folder: string, name: string, format: Format, bytes: Buffer): Promise<void> => {
  await s3().send(
    new PutObjectCommand({
      Bucket: files(),
      Key: keyOf(folder, name),
      Body: bytes,
      ContentType: `image/${format}`,
      CacheControl: `public, max-age=${YEAR_SECONDS}, immutable`,
    }),
  );
};

/** Deletes every file of a folder, 1,000 at a time. */
export const removeFolder = async (folder: string): Promise<void> => {
  for (;;) {
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: files(), Prefix: keyOf(folder, '') }));
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors = [] } = await s3().send(
      new DeleteObjectsCommand({ Bucket: files(), Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0]) throw new Error(`media: ${Errors[0].Code} while a folder was deleted`);
  }
};
