import { documentOf, type JudgedProduct } from './judged-shop.ts';
import { ask, type IndexOf } from './measure.ts';

/** A question that must be answered so, whatever the means are. */
interface Must {
  readonly says: string;
  readonly query: string;
  readonly language: string;
  readonly products: readonly JudgedProduct[];
  /** The first hits, in this order. */
  readonly first: readonly string[];
}

const product = (id: string, title: string, more: Partial<JudgedProduct> = {}): JudgedProduct => ({
  id,
  title,
  language: 'en',
  ...more,
});

const outdoor = [
  product('knives', 'Carving Knives', { type: 'Kitchen' }),
  product('kite', 'Kite'),
  product('cable', 'Charging Cable USB-C', { skus: ['CBL-20418-BLK', 'CBL-20418-WHT'] }),
  product('hub', 'Hub with four USB-A ports', { skus: ['HUB-20418'] }),
  product('jacket', 'Rain Jacket'),
  product('racket', 'Tennis Racket'),
  product('packet', 'Seed Packet'),
];
const japanese = [
  product('calendar', '東京都美術館カレンダー', { language: 'ja' }),
  product('tape', '和紙テープ', { language: 'ja' }),
];
/** The corrected one has the better field; only that it is corrected speaks against it. */
const nearby = [
  product('corrected', 'Stable Stable', { type: 'Stable', tags: ['stable'] }),
  product('exact', 'Barn', {
    description: 'A barn that is used as a storage for hay, and sometimes as a staple of the village.',
  }),
];

export const musts: readonly Must[] = [
  {
    says: 'a singular finds its irregular plural',
    query: 'knife',
    language: 'en',
    products: outdoor,
    first: ['knives'],
  },
  { says: 'joined finds hyphenated', query: 'usbc', language: 'en', products: outdoor, first: ['cable'] },
  { says: 'split finds hyphenated', query: 'usb c', language: 'en', products: outdoor, first: ['cable'] },
  { says: 'two letters changed places', query: 'jackte', language: 'en', products: outdoor, first: ['jacket'] },
  { says: 'a SKU by its first half', query: 'CBL-204', language: 'en', products: outdoor, first: ['cable'] },
  { says: 'a whole SKU', query: 'cbl-20418-wht', language: 'en', products: outdoor, first: ['cable'] },
  { says: 'a word inside a Japanese run', query: '美術館', language: 'ja', products: japanese, first: ['calendar'] },
  {
    says: 'an exact word is never behind a corrected one',
    query: 'staple',
    language: 'en',
    products: nearby,
    first: ['exact'],
  },
  { says: 'the same the other way', query: 'stable', language: 'en', products: nearby, first: ['corrected'] },
];

/** Asks each of the musts. @returns those that are not kept, with what was found */
export const broken = async (indexOf: IndexOf, all: readonly Must[] = musts): Promise<string[]> => {
  const failures: string[] = [];
  for (const { says, query, language, products, first } of all) {
    const index = await indexOf(products.map(documentOf));
    const hits = await ask(index.searcher, query, language).finally(() => index.close());
    if (hits.slice(0, first.length).join() !== first.join())
      failures.push(`${says}: «${query}» found ${hits.join(', ') || 'nothing'}, not ${first.join(', ')}`);
  }
  return failures;
};
