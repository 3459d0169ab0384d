import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an IP address is one of the public internet: in none of IANA's special-purpose ranges, and of IPv6 in 2000::/3. */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  const isGivenOut = !('parts' in parsed) || (parsed.parts[0] ?? 0) >> 13 === 1;
  return isGivenOut && parsed.range() === 'unicast';
};

/** A name that leads inside. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';
}

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
/** Answers all addresses of a name. */
export type Resolve = (hostname: string, options: { readonly all: true }, answer: Answer) => void;

/** Resolves a name to its public addresses only. The connection is made to what was checked: no second look-up between. */
export const publicLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses = []) => {
      const allowed = addresses.filter(({ address }) => isPublicAddress(address));
      const first = allowed[0];
      if (error || !first) callback(error ?? new BlockedAddress('the name leads to no public address'), []);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
