import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { isoTime, nowMs } from './clock.ts';
import { sameText, sign } from './id.ts';
import { permanentKey } from './keys.ts';
import { defineSettings, list, secret } from './settings.ts';

/** By one of these an edge in front of the API is known; a module with limited routes puts it among its own settings. */
export const originSecrets = secret(
  'By one of these, in `X-Origin-Secret`, the edge is known; two while one is rotated.',
  z._default(list, []),
  'origin-secrets',
  'accepted',
);

const settings = defineSettings('lib/viewer', { ORIGIN_SECRETS: originSecrets });
const keys = defineSettings('lib/viewer', { PERMANENT_KEY: permanentKey });

type Headers = Readonly<Record<string, string | undefined>>;

/** Tells whether a request comes through the edge, which proves it by a secret. @param headers lower-case names */
export const isEdge = (headers: Headers): boolean =>
  settings().ORIGIN_SECRETS.some((one) => sameText(one, headers['x-origin-secret'] ?? ''));

/** The first 64 bits of an IPv6 address, which one household has whole; an IPv4 address as it is, mapped or not. */
const networkOf = (address: string): string => {
  const plain = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (plain === undefined) return address;
  const [front = [], back = []] = plain.split('::').map((part) => part.split(':').filter(Boolean));
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : `${groups.slice(0, 4).join(':')}::/64`;
};

/**
 * Finds the viewer's network: the address that the edge names in `X-Viewer-Address` if it proves by a secret that it is
 * the edge, else the one that the gateway saw. What a client writes into a header counts for nothing.
 * @param headers lower-case names
 */
export const viewerNetwork = (headers: Headers, seen: string): string => {
  const named = headers['x-viewer-address'] ?? '';
  return networkOf(isIP(named) !== 0 && isEdge(headers) ? named : seen);
};

/** A name for the viewer's network to count by: a keyed hash, another one each day, from which no address can be read. */
export const viewerKey = (headers: Headers, seen: string): string => {
  const day = isoTime(nowMs()).slice(0, 10);
  return sign(keys().PERMANENT_KEY, 'viewer', `${day}\0${viewerNetwork(headers, seen)}`).slice(0, 22);
};
