import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';
import { lines } from '#lib/text.ts';
import { looksLikeCardNumber } from './card-number.ts';

/** Checks a text that a buyer writes: card data never enters, wherever it is written. */
export const noCard = z.refine<string>((text) => !looksLikeCardNumber(text), 'must not contain a card number');

/** The longest telephone number there is has fifteen digits (E.164); a card's has more, or begins as no number does. */
const PHONE_DIGITS = 15;
const digitsOf = (text: string): number => text.normalize('NFKC').match(/\d/g)?.length ?? 0;

/** Checks a telephone number: some look like the shorter cards' numbers, those that begin with `+` and their country. */
export const phoneCheck = z.refine<string>((text) => {
  const digits = digitsOf(text);
  return digits <= PHONE_DIGITS && (digits < 14 || text.startsWith('+') || !looksLikeCardNumber(text));
}, 'must be a telephone number');

const email = /[^\s@<>"',;:]+@[^\s@<>"',;:]+\.[^\s@<>"',;:]{2,}/;
/** With a country's code: `+353 87 123 4567`, `00353871234567`. */
const international = /(?<![\d.])(?:\+|00)[ (]{0,2}[1-9](?:[ ()./-]{0,2}\d){6,14}(?!\d)/;
/** Groups as people write them: `087 123 4567`, `(555) 123-4567`, `555.123.4567`. */
const grouped = /(?<![\w.-])\(?0?\d{2,5}\)?[ ./-]{1,2}\d{2,4}(?:[ ./-]\d{2,4}){1,3}(?![\w.-])/;
/** One run of digits with a trunk prefix, and nothing else: `0871234567`. */
const national = /^\s*0[1-9]\d{7,10}\s*$/;
const date =
  /\b(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?:[T ]\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?/g;
/** An address of a machine (IPv4). */
const machine = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const phoneName = /phone|mobile|\btel\b|^tel|fax|whatsapp/i;

/** Whether a text contains what looks like a telephone number; a date does not. @param name what it is called */
export const looksLikePhone = (text: string, name = ''): boolean => {
  const plain = text.normalize('NFKC').replace(date, ' ').replace(machine, ' ');
  const named = phoneName.test(name) && digitsOf(plain) >= 7;
  return named || international.test(plain) || grouped.test(plain) || national.test(plain);
};

const faultOf = (name: string, text: string): string | undefined => {
  if (looksLikeCardNumber(text) || looksLikeCardNumber(name)) return 'must not contain a card number';
  if (email.test(text.normalize('NFKC'))) return 'must not contain an e-mail address; the contact does';
  if (looksLikePhone(text, name) || looksLikePhone(name))
    return 'must not contain a telephone number; the contact does';
  return undefined;
};

/**
 * Free data that a buyer's request brings. It is copied into orders and facts, which outlive a contact and leave its
 * region: so nothing in it may say who buys, and nothing may pay.
 */
export const BuyerMetadata = Metadata.check(({ value, issues }) => {
  for (const [name, text] of Object.entries(value)) {
    const message = faultOf(name, text);
    if (message) issues.push({ code: 'custom', input: undefined, path: [name], message });
  }
});

/** A text that stays with an order as metadata does, and is checked like it. @param most characters */
export const orderNote = (most: number, least = 1) =>
  lines(most, least).check(({ value, issues }) => {
    const message = faultOf('', value);
    if (message) issues.push({ code: 'custom', input: undefined, path: [], message });
  });

/** What a buyer writes to the shop with an order. */
export const BuyerNote = orderNote(1000, 0);
