import { createHash } from 'node:crypto';
import { limits } from './imported-product.ts';
import { RowRefused } from './refusals.ts';

/** A handle as an address can carry it: lower case, letters and digits of any script, the rest as single hyphens. */
export const handleOf = (text: string): string => {
  const handle = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  if (!handle) throw new RowRefused('handle-invalid', 'The handle has neither a letter nor a digit.');
  if (handle.length > limits.handle) {
    throw new RowRefused('too-long', `The handle has ${handle.length} characters; ${limits.handle} are possible.`);
  }
  return handle;
};

/**
 * The SKU of a variant for which the file names none: readable words of handle and option values, and eight digits of
 * SHA-256 over the exact values, so that it is the same on every import and differs where the words do not.
 */
export const derivedSku = (handle: string, values: readonly string[]): string => {
  const words = [handle, ...values]
    .join('-')
    .normalize('NFKD')
    .toUpperCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  const exact = JSON.stringify([handle, ...values].map((value) => value.normalize('NFC')));
  const hash = createHash('sha256').update(exact).digest('hex').slice(0, 8).toUpperCase();
  return words ? `${words}-${hash}` : hash;
};
