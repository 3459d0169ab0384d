import { buildQueryString } from '@smithy/core/protocols';
import { epochSeconds, nowMs } from '#lib/clock.ts';
import { bucketUrl, signing } from '#lib/presign.ts';

type Method = 'GET' | 'PUT' | 'DELETE';

const UNSIGNED = 'x-amz-content-sha256';
const onlyHost = { unhoistableHeaders: new Set([UNSIGNED]), unsignableHeaders: new Set([UNSIGNED]) };

/**
 * Signs the address of an object, its path encoded already, for one thing that anyone may do with it for some seconds:
 * signature version 4 in a query ("Authenticating Requests: Using Query Parameters", S3's API reference).
 */
export const signedAddress = async (method: Method, address: URL, seconds: number, now = nowMs()): Promise<string> => {
  const { origin, protocol, host, pathname: path } = address;
  const headers = { host, [UNSIGNED]: 'UNSIGNED-PAYLOAD' };
  const { query = {} } = await signing().signer.presign(
    { method, protocol, hostname: host, path, query: {}, headers },
    { expiresIn: seconds, signingDate: epochSeconds(now), ...onlyHost },
  );
  return `${origin}${path}?${buildQueryString(query)}`;
};

/** Makes an address under which anyone may do one thing with one object for some seconds. */
export const objectUrl = async (method: Method, bucket: string, key: string, seconds: number): Promise<string> =>
  signedAddress(method, new URL(`${await bucketUrl(bucket)}/${key}`), seconds);
