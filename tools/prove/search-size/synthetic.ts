import { isoTime } from '#lib/clock.ts';
import type { SearchDocument } from '../../../functions/search/document.ts';

/** Words of all texts; how often each comes follows Zipf's law, as in natural language. */
const VOCABULARY = 60_000;
/** Stands in each title, and in each fifth. */
export const everywhere = 'shopware';
export const inEachFifth = 'quintal';

/** Pseudo-random numbers from 0 to 1 by a seed (mulberry32), so that every run measures the same products. */
const randomOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** When the first product was made, in milliseconds since 1970: 2024. */
const FIRST = 1_704_067_200_000;

const syllables = 'ba be bi bo ca ce co da de di do fa fe fi ga go ha he ho ja ka ke ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi wa we za zo ling ter ton mar ler der sen nor tal vex'.split(' '); // biome-ignore format: a list
const endings = ['', '', '', 's', 'ing', 'er', 'ed', 'ness'];

/** Makes the words, the most frequent first; each is another. */
const vocabulary = (): string[] => {
  const random = randomOf(7);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    const length = 1 + Math.floor(random() * 3) + (words.size > 200 ? 1 : 0);
    words.add(Array.from({ length }, () => pick(syllables)).join('') + pick(endings));
  }
  return [...words];
};

/** Makes the n-th product as a function of n alone: texts of the length that shops have, prices, what is sold and filtered by. */
export const syntheticProducts = () => {
  const words = vocabulary();
  const harmonic = Math.log(VOCABULARY);
  return (n: number): SearchDocument => {
    const random = randomOf(n + 1);
    /** Rank r comes with a frequency of 1/r. */
    const word = (): string => words[Math.min(VOCABULARY - 1, Math.floor(Math.exp(random() * harmonic)) - 1)] ?? '';
    const text = (least: number, most: number): string =>
      Array.from({ length: least + Math.floor(random() * (most - least)) }, word).join(' ');
    const one = (name: string, of: number): string => `${name} ${Math.floor(of * random() ** 2)}`;
    const id = `prd_${String(n).padStart(10, '0')}`;
    const title = `${text(3, 8)} ${everywhere}${n % 5 === 0 ? ` ${inEachFifth}` : ''}`;
    const vendor = one('Vendor', 400);
    const type = one('Type', 120);
    const tags = [...new Set([one('Tag', 3000), one('Tag', 3000), one('Season', 12)])];
    const sku = `SKU-${n.toString(36)}-${Math.floor(random() * 1e6)}`;
    const amount = Math.ceil(Math.exp(4 + random() * 8));
    const price = { amount, currency: 'EUR' };
    const reduced = { amount: Math.ceil(amount * 0.8), currency: 'EUR' };
    const priced = (from: string, min: typeof price) => ({
      from,
      priceRange: { min, max: price },
      compareAtPrice: null,
    });
    return {
      id,
      kind: 'product',
      language: 'en',
      title,
      vendor,
      type,
      tags,
      identifiers: [sku, String(4_000_000_000_000 + n)],
      attributes: [one('Colour', 14), one('Material', 30), text(2, 6)],
      description: text(40, 120),
      collections: [...new Set([one('collection', 60), one('collection', 60)])],
      options: { Colour: [one('Colour', 14), one('Colour', 14)], Size: ['S', 'M', 'L'].slice(n % 3) },
      createdAt: isoTime(FIRST + n * 60_000),
      units: random() < 0.4 ? 0 : Math.floor(1 / (random() + 0.0005)),
      shown: {
        kind: 'product',
        product: {
          id, slug: id, title, vendor, type, tags, sku, version: 1, compareAtPrice: null, available: n % 9 > 0,
          image: { url: `https://cdn.example.com/${id}.webp`, alt: title },
          priceRange: { min: price, max: price },
          ...(n % 20 === 0 ? { flips: [priced('', price), priced('2026-12-24T00:00:00.000Z', reduced)] } : {}),
          ...(n % 50 === 0 ? { visibleFrom: '2026-01-01T00:00:00.000Z' } : {}),
        },
      },
    }; // biome-ignore format: the summary
  };
};
