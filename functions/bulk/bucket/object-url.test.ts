import { afterEach, expect, it, vi } from 'vitest';
import { forgetClient } from '#lib/dynamodb.ts';
import { signedAddress } from './object-url.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  forgetClient();
});

it('an address is signed as in the example of the reference', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  forgetClient();
  const address = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const signed = new URL(await signedAddress('GET', address, 86_400, Date.parse('2013-05-24T00:00:00Z')));
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
