import { isIP } from 'node:net';
import { env } from '#lib/env.ts';
import { isPublicAddress } from '#lib/public-address.ts';

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
