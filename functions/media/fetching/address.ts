import { isIP } from 'node:net';
import { sha256 } from '#lib/id.ts';
import { isPublicAddress } from '#lib/public-address.ts';
import type { RefusalCode } from '../media.ts';

/** Longer ones are no picture's: what servers and browsers take, by common consent. */
const MOST_LETTERS = 2048;

/** Writes an address in one form, so that it is known again: no fragment, the host in lower case, no default port. */
export const normalised = (address: string): string => {
  const url = new URL(address);
  url.hash = '';
  return url.href;
};

/** Tells what is wrong with an address before anything is connected to; undefined when nothing is. */
export const faultOf = (address: string): RefusalCode | undefined => {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || address.length > MOST_LETTERS) return 'address-refused';
  // URL leaves the port out where it is the scheme's own; the other scheme's is as good.
  if (url.username || url.password || !['', '80', '443'].includes(url.port)) return 'address-refused';
  const host = hostOf(address);
  if (host === '') return 'address-refused';
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'address-not-public' : undefined;
};

/** The host of an address: a name, or an IP address without brackets. */
export const hostOf = (address: string): string => new URL(address).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Groups of messages for one host: as many fetches of it are under way at once, since a group has one at a time. */
const AT_ONCE = 2;

/** The group of a medium's messages: always the same one of a host's two. */
export const groupOf = (host: string, mediaId: string): string =>
  `${sha256(host).slice(0, 32)}#${mediaId.charCodeAt(mediaId.length - 1) % AT_ONCE}`;
