import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { postWebhook } from './post-webhook.ts';
import { faultOfUrl, isPublicAddress } from './public-address.ts';

describe('an address of the public internet', () => {
  test.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.8.8.8', '169.254.169.254', '172.16.0.1', '172.31.255.255',
    '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254',
    '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'ff02::1',
    'localhost', '', '1.1.1.1.1',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false)); // biome-ignore format: a table
});

describe('the address of a receiver', () => {
  test.each([
    'https://shop.example/hooks?a=1',
    'https://shop.example:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('%s is allowed in a deployed stage', (url) => expect(faultOfUrl(url, false)).toBeUndefined());
  test.each([
    ['http://shop.example/', 'must be an https address'],
    ['ftp://shop.example/', 'must be an https address'],
    ['file:///etc/passwd', 'must be an https address'],
    ['shop.example', 'must be an https address'],
    ['https://user:pass@shop.example/', 'must not contain credentials'],
    ['https://127.0.0.1/', 'must be a public address'],
    ['https://2130706433/', 'must be a public address'],
    ['https://0x7f.1/', 'must be a public address'],
    ['https://169.254.169.254/latest/meta-data', 'must be a public address'],
    ['https://[::1]/', 'must be a public address'],
    ['https://[::ffff:10.0.0.1]/', 'must be a public address'],
  ])('%s %s there', (url, fault) => expect(faultOfUrl(url, false)).toBe(fault));
  test('in the local run it may be this machine, by http', () => {
    expect(faultOfUrl('http://127.0.0.1:4000/hooks', true)).toBeUndefined();
    expect(faultOfUrl('ftp://127.0.0.1/', true)).toBe('must be an https address');
  });
});

describe('a deployed stage connects to no inside address', () => {
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.end();
  });
  afterAll(() => server.close());

  test('neither by its number nor by a name that leads there', async () => {
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const request = { headers: {}, body: '{}' };
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect(await postWebhook(`https://${host}:${port}/`, request, false)).toMatchObject({
        outcome: 'unanswered',
        reason: 'blocked-address',
      });
    }
    expect(hits).toBe(0);
    expect(await postWebhook(`http://localhost:${port}/`, request, true)).toMatchObject({ outcome: 'answered' });
    expect(hits).toBe(1);
  });
});
