import { DEFAULT_VARIANT_TITLE, type Product } from './product.ts';

/** What a search looks for a product by, beside its summary. */
export interface SearchTexts {
  /** Sanitised HTML; null without. */
  readonly description: string | null;
  /** SKUs and barcodes of all variants, each once. */
  readonly identifiers: readonly string[];
  /** Values of options and of metadata, the product's and its variants', each once; 4,000 characters in all. */
  readonly attributes: readonly string[];
  /** Values by option, as the product lists them. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
}

/** Characters of attributes; metadata of a hundred variants would be a million. */
const MOST_CHARACTERS = 4_000;

/** Picks what a search looks for a product by; the only variant of one without options has no value of any. */
export const searchTextsOf = ({ description, options, metadata, variants, createdAt }: Product): SearchTexts => {
  const named = options
    .map(({ name, values }) => [name, values.filter((value) => value !== DEFAULT_VARIANT_TITLE)] as const)
    .filter(([, values]) => values.length > 0);
  const values = [
    ...named.flatMap(([, some]) => some),
    ...Object.values(metadata),
    ...variants.flatMap((variant) => Object.values(variant.metadata)),
  ];
  return {
    description,
    identifiers: [...new Set(variants.flatMap(({ sku, barcode }) => [sku, ...(barcode ? [barcode] : [])]))],
    attributes: within(MOST_CHARACTERS, [...new Set(values.filter((value) => value.trim() !== ''))]),
    options: Object.fromEntries(named),
    createdAt,
  };
};

/** Takes texts from the first one on that have at most so many UTF-16 units together; one that is too long is passed over. */
const within = (most: number, texts: readonly string[]): string[] => {
  let left = most;
  return texts.filter((text) => {
    if (text.length > left) return false;
    left -= text.length;
    return true;
  });
};
