import { nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { bucketName } from '#lib/work.ts';
import type { UploadForm } from '../import.ts';
import { bucketUrl, objectUrl, signer } from './addresses.ts';
import { presignedForm } from './presign.ts';

/** Largest file, in bytes: Shopify's own exports stay far below. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** For how long a form, or the address of an error file, may be used (at most as long as the role's own credentials). */
const VALID_SECONDS = 3600;
const PUT_SECONDS = 60;

export const bucket = (): string => bucketName('bulk', 'imports');
export const fileKey = (importId: string): string => `products/${importId}.csv`;
const errorsKey = (importId: string): string => `errors/${importId}.csv`;

/** The import whose file has this key; undefined for what else lies in the bucket. */
export const importOfKey = (key: string): string | undefined => key.match(/^products\/(imp_[0-9A-Z]{26})\.csv$/)?.[1];

/** A form with which a browser or a program uploads the file of one import straight to the bucket, for an hour. */
export const uploadForm = async (importId: string): Promise<UploadForm> => {
  const by = await signer();
  const address = { url: bucketUrl(bucket(), by.region), bucket: bucket(), key: fileKey(importId) };
  return presignedForm(by, address, { maxBytes: MAX_FILE_BYTES, seconds: VALID_SECONDS, now: nowMs() });
};

const errorsAddress = (importId: string, method: 'GET' | 'PUT', seconds: number): Promise<string> =>
  objectUrl(method, bucket(), errorsKey(importId), seconds);

/** An address under which anyone may read the error file for an hour. */
export const errorFileUrl = (importId: string): Promise<string> => errorsAddress(importId, 'GET', VALID_SECONDS);

/** Stores the list of refused rows; a repeat stores the same. */
export const putErrorFile = async (importId: string, csv: string): Promise<void> => {
  const answer = await fetch(await errorsAddress(importId, 'PUT', PUT_SECONDS), {
    method: 'PUT',
    body: csv,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${importId}-errors.csv"`,
    },
    signal: AbortSignal.timeout(7 * env().REQUEST_MS),
  });
  if (!answer.ok) throw new Error(`import: storing the error file was answered ${answer.status}`);
};
