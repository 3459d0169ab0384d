import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetClient } from './dynamodb.ts';
import { forgetEnv } from './env.ts';
import { uploadForm } from './presign.ts';

const example = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: undefined,
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL_S3: undefined,
};
const now = Date.parse('2013-05-24T00:00:00Z');
const before = Object.fromEntries(Object.keys(example).map((name) => [name, process.env[name]]));

const use = (values: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  forgetEnv();
  forgetClient();
};
beforeEach(() => use(example));
afterEach(() => use(before));

it('a form names everything that it allows, and signs it', async () => {
  use({ AWS_SESSION_TOKEN: 'token+/=' });
  const form = await uploadForm('b', 'products/imp_1.csv', { maxBytes: 100, seconds: 3600, now });
  expect(form.url).toBe('https://b.s3.us-east-1.amazonaws.com');
  const { policy, 'x-amz-signature': signature, ...fields } = form.fields;
  expect(fields).toEqual({
    key: 'products/imp_1.csv',
    success_action_status: '201',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    'x-amz-date': '20130524T000000Z',
    'x-amz-security-token': 'token+/=',
  });
  expect(JSON.parse(Buffer.from(policy ?? '', 'base64').toString('utf8'))).toEqual({
    expiration: '2013-05-24T01:00:00.000Z',
    conditions: [
      { bucket: 'b' },
      ['content-length-range', 0, 100],
      { key: 'products/imp_1.csv' },
      { success_action_status: '201' },
      { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
      { 'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request' },
      { 'x-amz-date': '20130524T000000Z' },
      { 'x-amz-security-token': 'token+/=' },
    ],
  });
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
});
