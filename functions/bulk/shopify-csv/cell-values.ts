import { minorDigits } from '#lib/money.ts';
import { typed } from '#lib/typed.ts';
import { limits } from './imported-product.ts';
import { RowRefused } from './refusals.ts';

/**
 * A price as text in minor units of the currency, digit by digit and never through floating point: `"12.5"` in EUR is
 * 1250. Throws `RowRefused` for what a person should look at: separators, signs, more decimals than the currency has.
 */
export const priceOf = (text: string, currency: string): number => {
  if (/^-[\d.,]+$/.test(text)) throw new RowRefused('price-negative', `The price ${text} is below zero.`);
  if (/^\d[\d.,'’\s]*$/.test(text) && /[,'’\s]/.test(text)) {
    throw new RowRefused('price-separator', `The price ${text} has a separator; write it as 1299.00.`);
  }
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RowRefused('price-not-a-number', `The price ${quoted(text)} is not a number like 12.00.`);
  const digits = minorDigits(currency);
  const [, whole = '', decimals = ''] = match;
  if (decimals.length > digits) {
    throw new RowRefused(
      'price-decimals',
      `The price ${text} has more decimals than ${currency}, which has ${digits}.`,
    );
  }
  const minor = (whole + decimals.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  if (minor.length > 15 || Number(minor) > limits.price) {
    throw new RowRefused('price-too-large', `The price ${quoted(text)} is too large.`);
  }
  return Number(minor);
};

/** An opening balance: a whole number from zero. */
export const quantityOf = (text: string): number => {
  if (/^-\d+$/.test(text)) throw new RowRefused('quantity-negative', `The quantity ${text} is below zero.`);
  if (!/^\d+$/.test(text)) {
    throw new RowRefused('quantity-not-a-whole-number', `The quantity ${quoted(text)} is not a whole number.`);
  }
  if (text.length > 15 || Number(text) > limits.quantity) {
    throw new RowRefused('quantity-too-large', `The quantity ${quoted(text)} is too large.`);
  }
  return Number(text);
};

/** A weight in whole grams, half a gram rounded up. */
export const gramsOf = (text: string): number => {
  if (!/^\d{1,9}(\.\d+)?$/.test(text)) {
    throw new RowRefused('weight-not-a-number', `The weight ${quoted(text)} is not a number of grams.`);
  }
  return Math.round(Number(text));
};

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
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

/** An absolute web address of an image. */
export const imageAddressOf = (text: string): string => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(text)) {
    throw new RowRefused('image-address', `The image ${quoted(text)} is not a web address.`);
  }
  return within(text, limits.url, 'The address of an image');
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
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
