import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { type DataFolder, openDataFolder } from '../engines/data-folder.ts';
import { type Running, runStack } from '../run.ts';

const BUCKET = 'floodgate-up-shop-files';
const FILENAME_KEY = 'in/$'.concat('{filename}');
const told: { key: string; size: number }[] = [];
const onUpload = (event: SQSEvent) => {
  for (const { body } of event.Records) {
    const { s3 } = JSON.parse(body).Records[0];
    expect(s3.bucket.name).toBe(BUCKET);
    told.push({ key: s3.object.key, size: s3.object.size });
  }
};
let listening = true;
const stack = (stage: string) =>
  Promise.resolve(
    stackOf(
      [
        fn('upload', 'shop', 'take', onUpload, {
          on: { kind: 'upload', bucket: 'files', prefix: listening ? 'in/' : 'elsewhere/' },
        }),
      ],
      { shop: ['files'] },
    )(stage),
  );

let path: string;
let folder: DataFolder;
let running: Running;
let s3: S3Client;

const start = async () => {
  folder = await openDataFolder(path);
  running = await runStack({ folder, port: 0, stage: 'up', stack });
  s3 = new S3Client({ endpoint: running.endpoints.s3 });
};
const stop = async () => {
  s3.destroy();
  await running.stop();
  folder.close();
};
beforeAll(async () => {
  logTo(() => {});
  path = mkdtempSync(join(tmpdir(), 'floodgate-up-'));
  await start();
});
afterAll(async () => {
  await stop();
  rmSync(path, { recursive: true, force: true });
});

const presign = (options: Partial<PresignedPostOptions> = {}) =>
  createPresignedPost(s3, {
    Bucket: BUCKET,
    Key: 'in/file.csv',
    Conditions: [['content-length-range', 2, 100]],
    Expires: 60,
    ...options,
  });
/** AWS's own signer, as its presigner for S3 uses it. */
class Sha256 {
  #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as string));
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
}
const signedUrl = async (method: string, key: string, signingDate = new Date(nowMs())) => {
  const { hostname, port, host } = new URL(running.endpoints.s3);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256: Sha256 as never,
    uriEscapePath: false,
  });
  const path = `/${BUCKET}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = { method, protocol: 'http:', hostname, port: Number(port), path, query: {}, headers };
  const { query } = await signer.presign(request, { expiresIn: 60, signingDate });
  return `http://${host}${path}?${new URLSearchParams(query as Record<string, string>)}`;
};
interface Form {
  url: string;
  fields: Record<string, string>;
}
const post = async (
  { url, fields }: Form,
  content: string | Uint8Array<ArrayBuffer> = 'a,b\n1,2\n',
  more: Record<string, string> = {},
) => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...more })) form.append(name, value);
  form.append('file', new Blob([content]), 'my file.csv');
  const response = await fetch(url, { method: 'POST', body: form });
  const text = await response.text();
  return { status: response.status, code: text.match(/<Code>(.*?)<\/Code>/)?.[1], text, headers: response.headers };
};
const objectExists = (Key: string) =>
  s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key })).then(
    () => true,
    () => false,
  );
const toldOf = (key: string) => told.filter((one) => one.key === key).length;

it('stores what is sent with the presigned form, and tells the function of it', async () => {
  const answer = await post(await presign({ Key: 'in/first file.csv', Fields: { 'Content-Type': 'text/csv' } }));
  expect([answer.status, answer.text]).toEqual([204, '']);
  await expect.poll(() => told).toEqual([{ key: 'in/first+file.csv', size: 8 }]);
  const stored = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/first file.csv' }));
  expect([await stored.Body?.transformToString(), stored.ContentType]).toEqual(['a,b\n1,2\n', 'text/csv']);
});

it('puts the name of the file where the key says so, and answers 201 with the place', async () => {
  const answer = await post(await presign({ Key: FILENAME_KEY, Fields: { success_action_status: '201' } }));
  expect(answer.status).toBe(201);
  expect(answer.text).toContain('<Key>in/my file.csv</Key>');
});

it.each([
  ['an expired form', {}, {}, -10, 403, 'AccessDenied', 'Policy expired'],
  ['another key than the signed one', {}, { key: 'in/other.csv' }, 60, 403, 'AccessDenied', 'Policy Condition failed'],
  [
    'a field that was not signed',
    {},
    { 'Content-Type': 'text/html' },
    60,
    403,
    'AccessDenied',
    'Extra input fields: content-type',
  ],
  ['a tampered signature', {}, { 'X-Amz-Signature': '0'.repeat(64) }, 60, 403, 'SignatureDoesNotMatch', ''],
  [
    'another’s key',
    {},
    { 'X-Amz-Credential': 'AKIAOTHER/20260101/us-east-1/s3/aws4_request' },
    60,
    403,
    'InvalidAccessKeyId',
    '',
  ],
] as const)('refuses %s', async (_, options, more, Expires, status, code, reason) => {
  const form = await presign({ Key: 'in/refused.csv', ...options, Expires });
  const answer = await post(form, undefined, more);
  expect([answer.status, answer.code]).toEqual([status, code]);
  expect(answer.text).toContain(reason);
  expect(await objectExists('in/refused.csv')).toBe(false);
});

it('refuses a form that is sent to another bucket than the signed one', async () => {
  const { url, fields } = await presign({ Key: 'in/refused.csv' });
  const answer = await post({ url: url.replace(BUCKET, 'floodgate-up-shop-other'), fields });
  expect([answer.status, answer.code]).toEqual([403, 'AccessDenied']);
});

it('refuses a policy that was widened after it was signed', async () => {
  const form = await presign({ Key: 'in/refused.csv' });
  const policy = JSON.parse(Buffer.from(form.fields['Policy'] ?? '', 'base64').toString());
  policy.conditions[0] = ['content-length-range', 0, 1e9];
  const answer = await post(form, 'x'.repeat(200), { Policy: Buffer.from(JSON.stringify(policy)).toString('base64') });
  expect([answer.status, answer.code]).toEqual([403, 'SignatureDoesNotMatch']);
});

it('refuses a form without a policy: no bucket is public', async () => {
  const { url } = await presign();
  expect(await post({ url, fields: { key: 'in/refused.csv' } })).toMatchObject({ status: 403, code: 'AccessDenied' });
  expect((await fetch(`${url}/in/first%20file.csv`)).status).toBe(403);
});

it.each([
  ['too large', 101, 'EntityTooLarge'],
  ['too small', 1, 'EntityTooSmall'],
])('refuses a file that is %s, and keeps nothing of it', async (_, size, code) => {
  const answer = await post(await presign({ Key: `in/${code}.csv` }), 'x'.repeat(size));
  expect([answer.status, answer.code]).toEqual([400, code]);
  expect(await objectExists(`in/${code}.csv`)).toBe(false);
  expect((await post(await presign({ Key: `in/${code}.csv` }), 'x'.repeat(100))).status).toBe(204);
});

it('streams a large file on in parts, and refuses one that grows too large on the way', async () => {
  const large = new Uint8Array(20 * 1024 * 1024 + 5).fill(120);
  const conditions = (max: number) => ({
    Key: 'in/large.bin',
    Conditions: [['content-length-range', 1, max] as ['content-length-range', number, number]],
  });
  expect((await post(await presign(conditions(18 * 1024 * 1024)), large)).code).toBe('EntityTooLarge');
  expect(await objectExists('in/large.bin')).toBe(false);
  expect((await post(await presign(conditions(30 * 1024 * 1024)), large)).status).toBe(204);
  const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'in/large.bin' }));
  expect(head.ContentLength).toBe(20 * 1024 * 1024 + 5);
  await expect.poll(() => told.find((one) => one.key === 'in/large.bin')?.size).toBe(20 * 1024 * 1024 + 5);
});

it('keeps nothing of an upload that breaks off', async () => {
  const { url, fields } = await presign({ Key: 'in/broken.csv' });
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `${parts.join('')}--x\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nhalf a f`;
  const sent = request(url, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': head.length + 50,
      expect: '100-continue',
    },
  });
  sent.on('error', () => {});
  sent.flushHeaders();
  await once(sent, 'continue');
  await new Promise((resolve) => sent.write(head, resolve));
  sent.destroy();
  // Whatever the broken one leaves is there before this one, which comes later, is told of.
  expect((await post(await presign({ Key: 'in/later.csv' }))).status).toBe(204);
  await expect.poll(() => toldOf('in/later.csv')).toBe(1);
  expect(await objectExists('in/broken.csv')).toBe(false);
});

it('honours presigned addresses for reading and writing until they expire', async () => {
  const key = 'in/by put+é.txt';
  const putUrl = await signedUrl('PUT', key);
  expect((await fetch(putUrl, { method: 'PUT', body: 'hello' })).status).toBe(200);
  await expect.poll(() => told.some((one) => one.key === 'in/by+put%2B%C3%A9.txt' && one.size === 5)).toBe(true);
  const getUrl = await signedUrl('GET', key);
  expect(await (await fetch(getUrl)).text()).toBe('hello');
  const forged = await fetch(getUrl.replace('by%20put', 'another'));
  expect([forged.status, await forged.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  const old = await signedUrl('GET', key, new Date(nowMs() - 61_000));
  const late = await fetch(old);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
});

it('tells of objects that a function itself writes, under the prefix only', async () => {
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'in/own.txt', Body: 'x' }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'out/own.txt', Body: 'x' }));
  await expect.poll(() => toldOf('in/own.txt')).toBe(1);
  expect(toldOf('out/own.txt')).toBe(0);
});

it('tells at the next start of an upload whose message was not written, and not again of the others', async () => {
  await stop();
  listening = false;
  await start();
  expect((await post(await presign({ Key: 'in/missed.csv' }))).status).toBe(204);
  await stop();
  listening = true;
  await start();
  await expect.poll(() => toldOf('in/missed.csv')).toBe(1);
  expect(toldOf('in/first+file.csv')).toBe(1);
});
