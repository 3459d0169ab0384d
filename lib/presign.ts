import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { epochSeconds, isoTime, nowMs } from './clock.ts';
import { client } from './dynamodb.ts';
import { env } from './env.ts';
import { defineSettings, setting } from './settings.ts';

/**
 * What lets a browser, or `fetch`, talk to a bucket for a while: signature version 4 in a query ("Authenticating
 * Requests: Using Query Parameters") and in a form ("Browser-Based Uploads Using POST"), S3's API reference. S3's client
 * would do it as well, and make the bundle of each route half as large again as it may be.
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

type Method = 'GET' | 'PUT' | 'DELETE';

const UNSIGNED = 'x-amz-content-sha256';
const onlyHost = { unhoistableHeaders: new Set([UNSIGNED]), unsignableHeaders: new Set([UNSIGNED]) };

/** Signs with the function's own credentials, as the SDK found them. */
const signing = async () => {
  const { config } = client();
  const [credentials, region] = [await config.credentials(), await config.region()];
  const options = { service: 's3', region, credentials, sha256: config.sha256 };
  return { signer: new SignatureV4({ ...options, uriEscapePath: false, applyChecksum: false }), credentials, region };
};

const bucketUrl = (bucket: string, region: string): string => {
  const local = settings().AWS_ENDPOINT_URL_S3;
  return local ? `${local}/${bucket}` : `https://${bucket}.s3.${region}.${env().URL_SUFFIX}`;
};

/** RFC 3986: what `encodeURIComponent` leaves as it is, and the signature does not. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signs the address of an object, its path encoded already, for one thing that anyone may do with it for some seconds. */
export const signedAddress = async (method: Method, address: URL, seconds: number, now = nowMs()): Promise<string> => {
  const { signer } = await signing();
  const { origin, protocol, host, pathname } = address;
  const { query } = await signer.presign(
    { method, protocol, hostname: host, path: pathname, query: {}, headers: { host, [UNSIGNED]: 'UNSIGNED-PAYLOAD' } },
    { expiresIn: seconds, signingDate: epochSeconds(now), ...onlyHost },
  );
  const pairs = Object.entries(query ?? {}).map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`);
  return `${origin}${pathname}?${pairs.join('&')}`;
};

/** Makes an address under which anyone may do one thing with one object for some seconds. */
export const objectUrl = async (method: Method, bucket: string, key: string, seconds: number): Promise<string> =>
  signedAddress(method, new URL(`${bucketUrl(bucket, await client().config.region())}/${key}`), seconds);

/** Makes a form that uploads one object under one key; S3 refuses other fields, another key, more bytes, a later hour. */
export const uploadForm = async (
  bucket: string,
  key: string,
  { maxBytes, seconds, now = nowMs() }: { maxBytes: number; seconds: number; now?: number },
): Promise<UploadForm> => {
  const { signer, credentials, region } = await signing();
  const stamp = isoTime(now).replace(/[-:]|\.\d{3}/g, '');
  const fields = {
    key,
    success_action_status: '201',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${stamp.slice(0, 8)}/${region}/s3/aws4_request`,
    'x-amz-date': stamp,
    ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
  };
  const conditions = [
    { bucket },
    ['content-length-range', 0, maxBytes],
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = isoTime(now + seconds * 1000);
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signature = await signer.sign(policy, { signingDate: epochSeconds(now) });
  return { url: bucketUrl(bucket, region), fields: { ...fields, policy, 'x-amz-signature': signature } };
};
