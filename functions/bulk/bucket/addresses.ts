import { nowMs } from '#lib/clock.ts';
import { client } from '#lib/dynamodb.ts';
import { env } from '#lib/env.ts';
import { settings } from '../settings.ts';
import { presignedUrl, type Signer } from './presign.ts';

/** Answers the function's own credentials, as the SDK found them. */
export const signer = async (): Promise<Signer> => {
  const { config } = client();
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  return { accessKeyId, secretAccessKey, sessionToken, region: await config.region() };
};

/** Names the address of a bucket, by its full name. */
export const bucketUrl = (bucket: string, region: string): string => {
  const local = settings().AWS_ENDPOINT_URL_S3;
  return local ? `${local}/${bucket}` : `https://${bucket}.s3.${region}.${env().URL_SUFFIX}`;
};

/** Makes an address under which anyone may do one thing with one object for some seconds. */
export const objectUrl = async (
  method: 'GET' | 'PUT',
  bucket: string,
  key: string,
  seconds: number,
): Promise<string> => {
  const by = await signer();
  return presignedUrl(by, method, new URL(`${bucketUrl(bucket, by.region)}/${key}`), { seconds, now: nowMs() });
};
