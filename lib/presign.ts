import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { epochSeconds, isoTime, nowMs } from './clock.ts';
import { client } from './dynamodb.ts';
import { env } from './env.ts';
import { defineSettings, setting } from './settings.ts';

/**
 * Signs what lets a browser, or `fetch`, talk to a bucket for a while, by signature version 4: a form here ("Browser-Based
 * Uploads Using POST", S3's API reference). The SDK's packages for forms and for addresses bring S3's commands with them:
 * 96 KB in the bundle of each route, 169 with the client.
 */
export const s3Endpoint = setting(
  'The SDK’s own variable, set by the local run: presigned addresses lead there.',
  z.optional(z.url()),
);
const settings = defineSettings('lib/presign', { AWS_ENDPOINT_URL_S3: s3Endpoint });

/** A form that uploads straight to a bucket: post these fields, then the file as `file`. */
export const UploadForm = z.object({
  url: z.string().check(z.describe('Where the file is posted, as `multipart/form-data`.')),
  fields: z.record(z.string(), z.string()).check(z.describe('Fields that come before the file.')),
});
export type UploadForm = z.infer<typeof UploadForm>;

/** A signer with the function's own credentials, as the SDK found them. */
export const signing = () => {
  const { credentials, region, sha256 } = client().config;
  const options = { service: 's3', region, credentials, sha256, uriEscapePath: false, applyChecksum: false };
  return { signer: new SignatureV4(options), credentials, region };
};

/** Answers a bucket's address. */
export const bucketUrl = async (bucket: string): Promise<string> => {
  const local = settings().AWS_ENDPOINT_URL_S3;
  return local ? `${local}/${bucket}` : `https://${bucket}.s3.${await signing().region()}.${env().URL_SUFFIX}`;
};

/** Makes a form that uploads one object under one key; S3 refuses other fields, another key, more bytes, a later hour. */
export const uploadForm = async (
  bucket: string,
  key: string,
  { maxBytes, seconds, now = nowMs() }: { maxBytes: number; seconds: number; now?: number },
): Promise<UploadForm> => {
  const { signer, credentials, region } = signing();
  const { accessKeyId, sessionToken } = await credentials();
  const stamp = isoTime(now).replace(/[-:]|\.\d{3}/g, '');
  const fields = {
    key,
    success_action_status: '201',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${stamp.slice(0, 8)}/${await region()}/s3/aws4_request`,
    'x-amz-date': stamp,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  };
  const conditions = [
    { bucket },
    ['content-length-range', 0, maxBytes],
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = isoTime(now + seconds * 1000);
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signature = await signer.sign(policy, { signingDate: epochSeconds(now) });
  return { url: await bucketUrl(bucket), fields: { ...fields, policy, 'x-amz-signature': signature } };
};
