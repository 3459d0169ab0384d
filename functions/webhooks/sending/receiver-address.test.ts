import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { postWebhook } from './post-webhook.ts';
import { faultOfUrl } from './receiver-address.ts';

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
