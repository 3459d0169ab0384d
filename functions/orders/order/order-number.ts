import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { line } from '#lib/text.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The number that people read out: twelve characters drawn from the order's id (60 bits) and a check character, in
 * groups: `7K3M-9X2T-4BDA-C`. No sequence and no counter, so nothing is hot and nothing tells how much a shop sells.
 */
export const orderNumber = (orderId: string): string => {
  const digest = createHash('sha256').update(orderId).digest();
  const body = Array.from({ length: 12 }, (_, i) => ALPHABET[(digest[i] ?? 0) & 31]).join('');
  return `${body.match(/.{4}/g)?.join('-')}-${checkCharacter(body)}`;
};

/** A number without what people put between its characters: `7K3M9X2T4BDAC`. */
export const plainNumber = (text: string): string => text.toUpperCase().replaceAll(/[\s-]/g, '');

/** Tells a number that was mistyped: one wrong character, or two neighbours swapped (but for `0Z` and `Z0`). */
export const isOrderNumber = (text: string): boolean => {
  const plain = plainNumber(text);
  return /^[0-9A-HJKMNP-TV-Z]{13}$/.test(plain) && checkCharacter(plain.slice(0, 12)) === plain[12];
};

/** A number as people type it: blanks, hyphens and case do not matter. */
export const TypedNumber = line(40).check(
  z.refine(isOrderNumber, 'must be the number of an order, like 7K3M-9X2T-4BDA-C'),
);

/** Luhn's algorithm over an alphabet of 32 (ISO/IEC 7812-1 annex B, mod N). */
const checkCharacter = (body: string): string => {
  let [sum, factor] = [0, 2];
  for (const character of [...body].reverse()) {
    const product = ALPHABET.indexOf(character) * factor;
    sum += Math.floor(product / 32) + (product % 32);
    factor = factor === 2 ? 1 : 2;
  }
  return ALPHABET[(32 - (sum % 32)) % 32] ?? '';
};
