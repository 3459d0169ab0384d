import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { bucketName } from '#lib/work.ts';
import type { UploadForm } from './import.ts';

/** Largest file, in bytes: Shopify's own exports stay far below. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** Seconds for which a form, or the address of an error file, may be used. */
const VALID_SECONDS = 3600;

let shared: S3Client | undefined;
/** The one client. A read may wait 10 s for its next bytes, and no longer. */
const s3 = (): S3Client => {
  shared ??= new S3Client({ requestHandler: { connectionTimeout: 500, socketTimeout: 10_000 } });
  return shared;
};
const bucket = (): string => bucketName('bulk', 'imports');

const fileKey = (importId: string): string => `products/${importId}.csv`;
const errorsKey = (importId: string): string => `errors/${importId}.csv`;

/** The import whose file has this key; undefined for what else lies in the bucket. */
export const importOfKey = (key: string): string | undefined => key.match(/^products\/(imp_[0-9A-Z]{26})\.csv$/)?.[1];

/** A form with which a browser or a program uploads the file of one import straight to the bucket, for an hour. */
export const uploadForm = async (importId: string): Promise<UploadForm> =>
  await createPresignedPost(s3(), {
    Bucket: bucket(),
    Key: fileKey(importId),
    Conditions: [['content-length-range', 0, MAX_FILE_BYTES]],
    Fields: { success_action_status: '201' },
    Expires: VALID_SECONDS,
  });

/** The uploaded file as a stream, with the ETag of what is read; undefined when it is not there (any more). */
export const openFile = async (
  importId: string,
): Promise<{ etag: string; bytes: AsyncIterable<Uint8Array> } | undefined> => {
  try {
    const answer = await s3().send(new GetObjectCommand({ Bucket: bucket(), Key: fileKey(importId) }));
    return { etag: answer.ETag ?? '', bytes: answer.Body as unknown as AsyncIterable<Uint8Array> };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

/** Stores the list of refused rows; a repeat stores the same. */
export const putErrorFile = async (importId: string, csv: string): Promise<void> => {
  await s3().send(
    new PutObjectCommand({
      Bucket: bucket(),
      Key: errorsKey(importId),
      Body: csv,
      ContentType: 'text/csv; charset=utf-8',
      ContentDisposition: `attachment; filename="${importId}-errors.csv"`,
    }),
  );
};

/** The parts of the SDK's request and signer that presigning needs. */
type Presigner = {
  presign(request: object, options: { expiresIn: number }): Promise<{ path: string; query: Record<string, string> }>;
};

/** An address under which anyone may read the error file for an hour, signed in the query (AWS signature version 4). */
export const errorFileUrl = async (importId: string): Promise<string> => {
  const { url } = await createPresignedPost(s3(), { Bucket: bucket(), Key: errorsKey(importId), Expires: 1 });
  const address = new URL(url.endsWith('/') ? `${url}${errorsKey(importId)}` : `${url}/${errorsKey(importId)}`);
  const signer = (await s3().config.signer()) as unknown as Presigner;
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: address.protocol,
      hostname: address.hostname,
      ...(address.port ? { port: Number(address.port) } : {}),
      path: address.pathname,
      query: {},
      // S3 takes no hash of a body that the reader does not send ("Authenticating Requests: Using Query Parameters").
      headers: { host: address.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: VALID_SECONDS },
  );
  address.search = new URLSearchParams(signed.query).toString();
  return address.href;
};
