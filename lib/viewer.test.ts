import { afterEach, expect, test } from 'vitest';
import { forgetSettings } from './settings.ts';
import { viewerKey, viewerNetwork } from './viewer.ts';

const before = { ...process.env };
const withSecrets = (secrets: string): void => {
  Object.assign(process.env, { ORIGIN_SECRETS: secrets, PERMANENT_KEY: 'p'.repeat(32) });
  forgetSettings();
};
afterEach(() => {
  process.env = { ...before };
  forgetSettings();
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
])('%s is counted as %s', (address, network) => {
  withSecrets('');
  expect(viewerNetwork({}, address)).toBe(network);
});

test('the edge is believed by its secret, the new one or the old; nobody else is', () => {
  withSecrets('new-secret,old-secret');
  const from = (headers: Record<string, string>) => viewerNetwork(headers, '10.0.0.1');
  const viewer = { 'x-viewer-address': '203.0.113.7' };
  expect(from({ ...viewer, 'x-origin-secret': 'new-secret' })).toBe('203.0.113.7');
  expect(from({ ...viewer, 'x-origin-secret': 'old-secret' })).toBe('203.0.113.7');
  expect(from({ ...viewer, 'x-origin-secret': 'guessed' })).toBe('10.0.0.1');
  expect(from({ ...viewer, 'x-forwarded-for': '203.0.113.7' })).toBe('10.0.0.1');
  expect(from({ 'x-viewer-address': 'anything', 'x-origin-secret': 'new-secret' })).toBe('10.0.0.1');
  expect(from({ 'x-origin-secret': 'new-secret' })).toBe('10.0.0.1');
});

test('without a secret of this stage nothing that a client sends is believed', () => {
  withSecrets('');
  const forged = { 'x-viewer-address': '203.0.113.7', 'x-origin-secret': '' };
  expect(viewerNetwork(forged, '10.0.0.1')).toBe('10.0.0.1');
});

test('the name to count by tells no address, and neighbours of one IPv6 network share it', () => {
  withSecrets('');
  const name = viewerKey({}, '203.0.113.7');
  expect(name).toMatch(/^[\w-]{22}$/);
  expect(viewerKey({}, '203.0.113.8')).not.toBe(name);
  expect(viewerKey({}, '2001:db8::1')).toBe(viewerKey({}, '2001:db8::ffff:1'));
});
