import * as z from 'zod/mini';
import { minorDigits } from '#lib/money.ts';
import { typed } from '#lib/text.ts';
import { inUtc, Moment } from '../../catalog/public.ts';
import { limits } from './imported-product.ts';
import { RowRefused, type Warn } from './refusals.ts';

/**
 * A whole number as programs write it, `5` or `5.0` or `5.0000`; undefined for anything else. `5.000` is left to a
 * person: where a dot parts the thousands it is five thousand.
 */
const wholeNumber = (text: string): number | undefined => {
  const [, whole, zeros = ''] = /^(-?\d{1,15})(?:\.(0*))?$/.exec(text) ?? [];
  return whole === undefined || zeros.length === 3 ? undefined : Number(whole);
};

/** How prices in a currency are marked: its code, its sign (`CA$`) and its short sign (`$`), folded. */
const signsOf = (currency: string): string[] => {
  const shown = (['code', 'symbol', 'narrowSymbol'] as const).flatMap((currencyDisplay) =>
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .filter(({ type }) => type === 'currency')
      .map(({ value }) => value.toLowerCase()),
  );
  return [...new Set(shown)].sort((a, b) => b.length - a.length);
};

/** The number of a price that is marked with a currency. Throws `RowRefused` when it is not the shop's. */
const unmarked = (text: string, currency: string, warn: Warn): string => {
  const [, before = '', number = '', after = ''] = /^([^\d.,\s-]*)\s*([\d.,'’\s-]*?)\s*([^\d.,\s-]*)$/.exec(text) ?? [];
  const mark = before || after;
  if (!mark || !number || (before && after)) return text;
  if (!signsOf(currency).includes(mark.toLowerCase())) {
    if (!/^(\p{Sc}|\p{L}{0,3}\p{Sc}|[A-Z]{3})$/u.test(mark)) return text;
    throw new RowRefused(
      'price-currency',
      `The price ${quoted(text)} names a currency; those of the shop are in ${currency} and written as ${number}.`,
    );
  }
  warn('price-currency-sign', `The price ${quoted(text)} is taken as ${number} ${currency}.`);
  return number;
};

/**
 * A price as text in minor units of the currency, digit by digit and never through floating point: `"12.5"` in EUR is
 * 1250, and so is `"12.5000"`. Throws `RowRefused` for what a person should look at: separators, signs, another
 * currency, more decimals than the currency has, and three of them, which may be thousands.
 */
export const priceOf = (marked: string, currency: string, warn: Warn): number => {
  const text = unmarked(marked, currency, warn);
  if (/^-[\d.,]+$/.test(text)) throw new RowRefused('price-negative', `The price ${text} is below zero.`);
  if (/^\d[\d.,'’\s]*$/.test(text) && /[,'’\s]/.test(text)) {
    throw new RowRefused('price-separator', `The price ${text} has a separator; write it as 1299.00.`);
  }
  const match = /^(?=\.?\d)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) throw new RowRefused('price-not-a-number', `The price ${quoted(text)} is not a number like 12.00.`);
  const digits = minorDigits(currency);
  const [, whole = '', decimals = ''] = match;
  const surplus = decimals.slice(digits);
  if (/[1-9]/.test(surplus) || (surplus && decimals.length === 3)) {
    throw new RowRefused(
      'price-decimals',
      `The price ${quoted(text)} has more decimals than ${currency}, which has ${digits}.`,
    );
  }
  const minor = (whole + decimals.slice(0, digits).padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  if (minor.length > 15 || Number(minor) > limits.price) {
    throw new RowRefused('price-too-large', `The price ${quoted(text)} is too large.`);
  }
  return Number(minor);
};

/** An opening balance: a whole number. Below zero, as Shopify writes what was sold and not in stock, nothing is on hand. */
export const quantityOf = (text: string, warn: Warn): number => {
  const quantity = wholeNumber(text);
  if (quantity === undefined) {
    const code = /^\d{16,}$/.test(text) ? 'quantity-too-large' : 'quantity-not-a-whole-number';
    throw new RowRefused(code, `The quantity ${quoted(text)} is not a whole number that can be counted.`);
  }
  if (quantity > limits.quantity) {
    throw new RowRefused('quantity-too-large', `The quantity ${quoted(text)} is too large.`);
  }
  if (quantity < 0) warn('quantity-below-zero', `The quantity ${text} is below zero; 0 are on hand.`);
  return Math.max(0, quantity);
};

/** The place of an image among those of its product, from 1. */
export const positionOf = (text: string): number => {
  const position = wholeNumber(text);
  if (position === undefined || position < 1 || position > 999_999) {
    throw new RowRefused('image-position', 'The position of the image is not a number from 1.');
  }
  return position;
};

/** A weight in whole grams, half a gram rounded up. */
export const gramsOf = (text: string): number => {
  if (!/^(?=\.?\d)\d{0,9}(\.\d*)?$/.test(text)) {
    throw new RowRefused('weight-not-a-number', `The weight ${quoted(text)} is not a number of grams.`);
  }
  return Math.round(Number(text));
};

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  '1.0': true,
  false: false,
  no: false,
  '0': false,
  '0.0': false,
};

/** TRUE or FALSE in any case, as spreadsheets write them; `blank` is what Shopify takes an empty cell for. */
export const truthOf = (text: string, column: string, blank: boolean): boolean => {
  if (text === '') return blank;
  const truth = truths[text.toLowerCase()];
  if (truth === undefined)
    throw new RowRefused('not-true-or-false', `"${column}" is ${quoted(text)}, not TRUE or FALSE.`);
  return truth;
};

const policies: Readonly<Record<string, 'deny' | 'continue'>> = {
  '': 'deny', deny: 'deny', continue: 'continue', true: 'continue', false: 'deny',
}; // biome-ignore format: a table

/** Whether the variant sells on when nothing is left; an empty cell means it does not. */
export const policyOf = (text: string): 'deny' | 'continue' => {
  const policy = policies[text.toLowerCase()];
  if (!policy)
    throw new RowRefused('policy-unknown', `The inventory policy ${quoted(text)} is not "deny" or "continue".`);
  return policy;
};

const statuses: Readonly<Record<string, 'active' | 'draft' | 'archived'>> = {
  // Shopify's "unlisted" sells by its address only; hidden is the nearest that never shows too much.
  '': 'active', active: 'active', draft: 'draft', unlisted: 'draft', archived: 'archived',
}; // biome-ignore format: a table

/** Status and publication together: what is not published is not listed, so an active product becomes a draft. */
export const statusOf = (status: string | undefined, published: string | undefined) => {
  if (status === undefined && published === undefined) return undefined;
  const stated = statuses[(status ?? '').toLowerCase()];
  if (!stated) {
    throw new RowRefused('status-unknown', `The status ${quoted(status ?? '')} is not active, draft or archived.`);
  }
  return truthOf(published ?? '', 'Published', true) || stated === 'archived' ? stated : 'draft';
};

/** A moment in ISO 8601 with its zone, in UTC as it is stored; null for an empty cell. */
export const timeOf = (text: string, column: string): string | null => {
  if (text === '') return null;
  if (!z.safeParse(Moment, text).success) {
    throw new RowRefused('time-unknown', `"${column}" is ${quoted(text)}, not a time like 2026-12-01T09:00:00Z.`);
  }
  return inUtc<null>(text);
};

/** Tags between commas, each once whatever its case. */
export const tagsOf = (text: string): string[] => {
  const tags = new Map<string, string>();
  for (const part of text.split(',')) {
    const tag = typed(part);
    if (tag && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), within(tag, limits.tag, 'A tag'));
  }
  if (tags.size > limits.tags) {
    throw new RowRefused('too-many-tags', `The product has ${tags.size} tags; ${limits.tags} are possible.`);
  }
  return [...tags.values()];
};

/**
 * An absolute web address of an image. Blanks in it are encoded, and one without a scheme (`//cdn.example/a.jpg`) is
 * taken as https, as browsers do on a shop's page; both with a warning. Throws `RowRefused` for any other text.
 */
export const imageAddressOf = (text: string, warn: Warn): string => {
  const whole = text.startsWith('//') ? `https:${text}` : text;
  const address = whole.replace(/[^\S\t\n]/g, encodeURIComponent);
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '') || /\s/.test(address)) {
    throw new RowRefused('image-address', `The image ${quoted(text)} is not a web address.`);
  }
  if (address !== text) {
    warn('image-address-mended', `The address of the image ${quoted(text)} is written as ${quoted(address)}.`);
  }
  return within(address, limits.url, 'The address of an image');
};

/** Spreadsheets put an apostrophe before digits to keep them as text; it is no part of the value. */
export const codeOf = (text: string): string => typed(text.replace(/^'/, ''));

/** The text, if it is no longer than may be. */
export const within = (text: string, max: number, what: string): string => {
  if (text.length > max)
    throw new RowRefused('too-long', `${what} has ${text.length} characters; ${max} are possible.`);
  return text;
};

/** What a message repeats of a cell: never a whole description. */
export const quoted = (text: string, most = 40): string =>
  JSON.stringify(text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text);
