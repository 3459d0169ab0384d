import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import * as route from './get-docs.ts';

const page = () => invokeHttp(route);
const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('the page is one file that loads nothing from elsewhere', async () => {
  const { text, headers } = await page();
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  const addresses = [...text.matchAll(/https?:\/\/[^\s'"`)]+/g)].map(([address]) => address);
  expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/2000/svg'))).toEqual([]);
  expect(text).not.toMatch(/<script[^>]+src=|<link[^>]+stylesheet|@import|innerHTML/);
});

test('its policy allows exactly its own script and style, and calls to this address', async () => {
  const { text, headers } = await page();
  const policy = headers['content-security-policy'];
  expect(policy).toContain(`script-src ${hash(text.match(/<script type="module">([\s\S]*?)<\/script>/)?.[1])};`);
  expect(policy).toContain(`style-src ${hash(text.match(/<style>([\s\S]*?)<\/style>/)?.[1])};`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
});
