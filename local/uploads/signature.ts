import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { sameText } from '#lib/id.ts';
import { ACCESS_KEY, SECRET_KEY } from '../environment.ts';
import { S3Refusal } from './s3-refusal.ts';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signature version 4 of a text, for a scope `date/region/s3/aws4_request`. */
const signature = (scope: string, text: string): string =>
  hmac(
    scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${SECRET_KEY}`),
    text,
  ).toString('hex');

const NO_MATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

/** Checks credential and signature of a signed text (a form's policy, a presigned request). */
export const checkSignature = (credential: string, given: string, text: string): void => {
  const [key, ...scope] = credential.split('/');
  if (key !== ACCESS_KEY) {
    throw new S3Refusal(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  if (scope.length !== 4 || !sameText(given, signature(scope.join('/'), text))) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', NO_MATCH);
  }
};

/** Milliseconds since 1970 of `20260131T120000Z`. */
const amzTime = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Checks a presigned URL (query authentication of signature version 4): its time and its signature. */
export const checkPresigned = (
  method: string,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  now: number,
): void => {
  const [signed, seconds] = [amzTime(query.get('X-Amz-Date') ?? ''), Number(query.get('X-Amz-Expires'))];
  if (!(seconds > 0 && seconds <= 604_800) || Number.isNaN(signed)) {
    throw new S3Refusal(400, 'AuthorizationQueryParametersError', 'X-Amz-Date and X-Amz-Expires must be valid.');
  }
  if (now > signed + seconds * 1000) throw new S3Refusal(403, 'AccessDenied', 'Request has expired');
  const names = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const canonical = [
    method,
    path,
    parameters.join('&'),
    ...names.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const credential = query.get('X-Amz-Credential') ?? '';
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', query.get('X-Amz-Date'), credential.split('/').slice(1).join('/'), hash].join('\n');
  checkSignature(credential, query.get('X-Amz-Signature') ?? '', text);
};
