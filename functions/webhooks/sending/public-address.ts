import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { env } from '#lib/env.ts';

/**
 * A webhook's address is chosen by its caller, and we call it from inside: without a guard it reaches what only
 * we can reach (instance metadata, databases, ourselves). Ranges that are not for the public, after IANA's registries of
 * special-purpose addresses.
 */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) inside.addSubnet(net, bits, 'ipv4'); // biome-ignore format: a table
/** Of IPv6 only global unicast is public, without what tunnels IPv4 inside it, and without documentation. */
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Whether an IP address is one of the public internet. */
export const isPublicAddress = (address: string): boolean =>
  isIP(address) === 4
    ? !inside.check(address, 'ipv4')
    : isIP(address) === 6 && unicast.check(address, 'ipv6') && !inside.check(address, 'ipv6');

/** A name that leads inside. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';
}

/** Resolves a name to its public addresses only. The connection is made to what was checked: no second look-up between. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[] = []) => {
    const allowed = addresses.filter(({ address }) => isPublicAddress(address));
    const first = allowed[0];
    if (error || !first) callback(error ?? new BlockedAddress('the name leads to no public address'), []);
    else if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

/** Whether receivers may be anywhere, this machine included: only while the API itself is on the loopback interface. */
export const isLocalRun = (): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(env().API_URL).hostname);

/**
 * What is wrong with a receiver's address, in words; `undefined` when nothing is. Names are looked up when something is
 * sent, not here: they may lead elsewhere by then.
 */
export const faultOfUrl = (text: string, localRun: boolean): string | undefined => {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'must be an https address';
  if (url.username || url.password) return 'must not contain credentials';
  if (localRun) return undefined;
  if (url.protocol !== 'https:') return 'must be an https address';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) && !isPublicAddress(host) ? 'must be a public address' : undefined;
};
