import { Resolver } from 'node:dns/promises';
import { connect, type LookupFunction, type Socket } from 'node:net';
import type { Resolve } from '#lib/public-address.ts';

/** What pictures are fetched through: who knows the addresses of names, and who connects to them. */
export interface Network {
  readonly resolve: Resolve;
  readonly connect: (to: { readonly host: string; readonly port: number; readonly lookup: LookupFunction }) => Socket;
}

const RESOLVE_MS = 3000;

/**
 * Asks the name servers, and not the system's look-up: that knows the names of this machine, cannot be ended, and holds
 * one of the four threads on which files are read and pictures decoded.
 */
const resolve: Resolve = (hostname, _options, answer) => {
  const resolver = new Resolver({ timeout: RESOLVE_MS, tries: 2 });
  const families = [
    resolver.resolve4(hostname).then((found) => found.map((address) => ({ address, family: 4 }))),
    resolver.resolve6(hostname).then((found) => found.map((address) => ({ address, family: 6 }))),
  ];
  void Promise.allSettled(families).then(([v4, v6]) => {
    const addresses = [v4, v6].flatMap((one) => (one?.status === 'fulfilled' ? one.value : []));
    // Of two failures that of IPv4: many names have no other address.
    if (addresses.length === 0 && v4?.status === 'rejected') answer(v4.reason as NodeJS.ErrnoException, []);
    else answer(null, addresses);
  });
};

const outside: Network = { resolve, connect: (to) => connect({ ...to, autoSelectFamily: true }) };
let current = outside;

/** What functions fetch through. */
export const network = (): Network => current;
/** Puts another network in its place, one that a test or a proof runs; none puts the outside one back. */
export const useNetwork = (another: Network = outside): void => {
  current = another;
};
