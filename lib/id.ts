import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeTime, ulid } from 'ulid';
import { nowMs } from './clock.ts';

/** A new id: prefix and ULID (`ord_01J…`). Sorts by time of creation; 80 random bits. */
export const newId = (prefix: string, at = nowMs()): string => `${prefix}_${ulid(at)}`;

/** A new id that is itself the secret: prefix and 160 random bits in Crockford's base 32. */
export const newSecretId = (prefix: string): string => `${prefix}_${base32(randomBytes(32))}`;

/** A random secret of `bytes` bytes, base64url. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

/** The form of an id with a prefix: what else arrives in a path is a 404 before any read. */
export const idPattern = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26,32}$`);

/** SHA-256 of a text, base64url. */
export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('base64url');

/** HMAC-SHA-256 under a key, base64url; `purpose` keeps signatures of different uses apart. */
export const sign = (key: string, purpose: string, text: string): string =>
  createHmac('sha256', key).update(`${purpose}\0${text}`).digest('base64url');

/** Compares two texts in a time that does not depend on where they differ. */
export const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Writes a digit of Crockford's base 32 for each byte, by its low five bits. */
const base32 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte & 31]).join('');

/**
 * Derives an id from what it names, so that a repeat gets the first one's: a ULID in form, of 80 bits of a SHA-256 over
 * the parts, behind a moment by which ids sort or, without one, 50 bits more of the hash.
 * @param at milliseconds since 1970
 */
export const deterministicId = (prefix: string, parts: readonly string[], at?: number): string => {
  const hash = createHash('sha256').update(parts.join('\0')).digest();
  return `${prefix}_${at === undefined ? base32(hash.subarray(16, 26)) : encodeTime(at, 10)}${base32(hash.subarray(0, 16))}`;
};
