import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeTime, ulid } from 'ulid';
import { nowMs } from './clock.ts';

/** A new id: prefix and ULID (`ord_01J…`). Sorts by time of creation; 80 random bits. */
export const newId = (prefix: string): string => `${prefix}_${ulid(nowMs())}`;

/** A new id that is itself the secret: prefix and 160 random bits in Crockford's base 32. */
export const newSecretId = (prefix: string): string => `${prefix}_${base32(randomBytes(20))}`;

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

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The value of a digit of Crockford's base 32, 0 to 31; 0 for what is none. */
export const digitOf = (character = ''): number => Math.max(0, ALPHABET.indexOf(character || '0'));

/**
 * An id that follows from what it is about: its moment and a hash of the parts, so that a repeat meets the first, and ids
 * sort by time. It is a ULID in form. @param at milliseconds since 1970
 */
export const derivedId = (prefix: string, at: number, ...parts: readonly string[]): string => {
  const hash = createHash('sha256').update(parts.join('\0')).digest();
  return `${prefix}_${encodeTime(at, 10)}${Array.from(hash.subarray(0, 16), (byte) => ALPHABET[byte & 31]).join('')}`;
};

/** Crockford's base 32 of some bytes (20 bytes give 32 characters). */
const base32 = (bytes: Uint8Array): string => {
  let [bits, value, out] = [0, 0, ''];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += ALPHABET[(value >> (bits - 5)) & 31];
  }
  return out;
};
