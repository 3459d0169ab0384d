import { describe, expect, test } from 'vitest';
import { isPublicAddress, publicLookup } from './public-address.ts';

describe('an address of the public internet', () => {
  test.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.8.8.8', '169.254.169.254', '172.16.0.1', '172.31.255.255',
    '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254',
    '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '::7f00:1', '4000::1', '5f00::1', '3fff::1', '64:ff9b:1::1', '100::1', '192.0.0.8', '2130706433', '2001:db8::1', 'ff02::1',
    'localhost', '', '1.1.1.1.1',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false)); // biome-ignore format: a table
});

const looked = (addresses: string[], options: { all?: boolean } = {}) =>
  new Promise<unknown[]>((resolve) => {
    const given = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    publicLookup((_name, _options, answer) => answer(null, given))('shop.example', options, (...got) => resolve(got));
  });

describe('the look-up of a name', () => {
  test('answers its public addresses and no other', async () => {
    expect(await looked(['10.0.0.1', '8.8.8.8', '::1'], { all: true })).toEqual([
      null,
      [{ address: '8.8.8.8', family: 4 }],
    ]);
    expect(await looked(['127.0.0.1', '2606:4700::1111'])).toEqual([null, '2606:4700::1111', 6]);
  });
  test('fails by name where there is none', async () => {
    for (const inside of [['127.0.0.1'], ['::ffff:127.0.0.1', '169.254.169.254'], []])
      expect((await looked(inside))[0]).toMatchObject({ name: 'BlockedAddress' });
  });
});
