import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { s3 } from '#lib/s3.ts';
import { bucketName } from '#lib/work.ts';
import type { Format } from '../media.ts';
import { inbox, keyOf } from './places.ts';

const files = (): string => bucketName('media', 'files');

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
/** Stores a file that was fetched as if it had been uploaded. */
export const putUpload = async (key: string, bytes: Buffer): Promise<void> => {
  await s3().send(new PutObjectCommand({ Bucket: inbox(), Key: key, Body: bytes }));
};
/** Removes an uploaded file; its bytes may say where and by whom it was taken. */
export const removeUpload = async (key: string): Promise<void> => {
  await s3().send(new DeleteObjectCommand({ Bucket: inbox(), Key: key }));
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
