import { createHash, createHmac } from 'node:crypto';
import { isoTime } from '#lib/clock.ts';
import type { UploadForm } from '../import.ts';

/**
 * What lets a browser, or `fetch`, talk to a bucket for a while: AWS signature version 4 in a query ("Authenticating
 * Requests: Using Query Parameters") and in a form ("Browser-Based Uploads Using POST"), S3's API reference. The S3
 * client would do it as well, and make the bundle of each route half as large again as it may be.
 */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Roles have one; it travels in the clear and is signed. */
  readonly sessionToken?: string | undefined;
  readonly region: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const hmac = (key: string | Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `20130524T000000Z` */
const stampOf = (now: number): string => isoTime(now).replace(/[-:]|\.\d{3}/g, '');
const scopeOf = (signer: Signer, stamp: string): string => `${stamp.slice(0, 8)}/${signer.region}/s3/aws4_request`;

const signatureOf = (signer: Signer, stamp: string, text: string): string => {
  const [day = '', ...rest] = scopeOf(signer, stamp).split('/');
  const key = rest.reduce<Buffer>(hmac, hmac(`AWS4${signer.secretAccessKey}`, day));
  return hmac(key, text).toString('hex');
};

/** RFC 3986: what `encodeURIComponent` leaves as it is, and the signature does not. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * An address under which anyone may do one thing with one object for some seconds.
 * @param address of the object, its path encoded already
 */
export const presignedUrl = (
  signer: Signer,
  method: 'GET' | 'PUT',
  address: URL,
  { seconds, now }: { seconds: number; now: number },
): string => {
  const stamp = stampOf(now);
  const query = Object.entries({
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${signer.accessKeyId}/${scopeOf(signer, stamp)}`,
    'X-Amz-Date': stamp,
    'X-Amz-Expires': String(seconds),
    ...(signer.sessionToken ? { 'X-Amz-Security-Token': signer.sessionToken } : {}),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const request = [method, address.pathname, query, `host:${address.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(request).digest('hex');
  const text = [ALGORITHM, stamp, scopeOf(signer, stamp), hash].join('\n');
  return `${address.origin}${address.pathname}?${query}&X-Amz-Signature=${signatureOf(signer, stamp, text)}`;
};

/** A form that uploads one object under one key; S3 refuses other fields, another key, more bytes, and a later hour. */
export const presignedForm = (
  signer: Signer,
  address: { readonly url: string; readonly bucket: string; readonly key: string },
  { maxBytes, seconds, now }: { maxBytes: number; seconds: number; now: number },
): UploadForm => {
  const stamp = stampOf(now);
  const fields = {
    key: address.key,
    success_action_status: '201',
    'x-amz-algorithm': ALGORITHM,
    'x-amz-credential': `${signer.accessKeyId}/${scopeOf(signer, stamp)}`,
    'x-amz-date': stamp,
    ...(signer.sessionToken ? { 'x-amz-security-token': signer.sessionToken } : {}),
  };
  const conditions = [
    { bucket: address.bucket },
    ['content-length-range', 0, maxBytes],
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = isoTime(now + seconds * 1000);
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  return { url: address.url, fields: { ...fields, policy, 'x-amz-signature': signatureOf(signer, stamp, policy) } };
};
