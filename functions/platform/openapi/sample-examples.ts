/** How ids of the objects begin that `$NAME`s of samples (events/) stand for, as in `$ORDER` and `$SENT_ORDER`. */
const prefixes: Readonly<Record<string, string>> = {
  ORDER: 'ord', PAYMENT: 'pay', REFUND: 'ref', RETURN: 'ret', FULFILMENT: 'ful', LINE: 'var', VARIANT: 'var', CART: 'crt',
  PRODUCT: 'prd', COLLECTION: 'col', PRICE_LIST: 'prl', PROMOTION: 'prm', TAX_RATE: 'tax', WEBHOOK: 'whk', DELIVERY: 'dlv',
  IMPORT: 'imp', EXPORT: 'exp', NOTIFICATION: 'ntf', MEDIA: 'med', API_KEY: 'key', TEST_OBJECT: 'tpo',
  ENTRY: 'ent', REDIRECT: 'red', RELEASE: 'rel', SYNONYMS: 'syn', PIN: 'pin',
}; // biome-ignore format: a table

/** What a sample needs anew at each call; of the form of codes, slugs and ids alike. */
const FRESH = '2026';

const exampleFor = (name: string): string => {
  if (name === 'FRESH') return FRESH;
  const kind = name.replace(/^(NEW|SENT|UNPAID|REFUNDED|PUBLISHED|ARMED)_/, '');
  return kind in prefixes ? `${prefixes[kind]}_01KAP0000000000000000EXAMP` : kind.toLowerCase().replaceAll('_', '-');
};

/**
 * Puts something of the right form into a sample, in the place of what `npm run invoke` finds in the running shop: an id
 * that no object has, or a word.
 */
export const withExamples = (sample: string): string =>
  sample.replace(/\$([A-Z][A-Z_]*)/g, (_, name: string) => exampleFor(name));
