import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetClient } from '#lib/dynamodb.ts';
import { forgetEnv } from '#lib/env.ts';
import { signedAddress } from './object-url.ts';

/** Keys and moment of the examples in S3's API reference. */
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

it('an address is signed as in the example of the reference', async () => {
  const address = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const signed = new URL(await signedAddress('GET', address, 86_400, now));
  expect(signed.origin + signed.pathname).toBe(address.href);
  expect(Object.fromEntries(signed.searchParams)).toEqual({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '86400',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  });
});
