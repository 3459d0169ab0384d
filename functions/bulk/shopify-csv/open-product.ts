import type { Header } from './columns.ts';
import { type ImportedMedia, type ImportedProduct, type ImportedVariant, limits } from './imported-product.ts';
import { derivedSku } from './natural-keys.ts';
import {
  type Cells, imageOf, isVariantRow, optionNamesOf, type ProductFields, productFieldsOf, type ShopifyCsvSettings, variantOf,
} from './product-rows.ts'; // biome-ignore format: a list
import { type RowRefusal, RowRefused, type Warn, type Warning } from './refusals.ts';

/** A warning of a row, by its line in the file. */
export interface RowWarning {
  readonly line: number;
  readonly code: Warning;
  readonly message: string;
  readonly handle: string;
}

/** A product whose rows are being read. It holds what it will be, never its rows: a product of any length costs the same. */
export interface OpenProduct {
  readonly handle: string;
  readonly line: number;
  readonly fields: ProductFields;
  readonly optionNames: readonly string[];
  readonly variants: ImportedVariant[];
  readonly variantKeys: Set<string>;
  readonly media: ImportedMedia[];
  readonly warnings: RowWarning[];
  /** Rows that went in. */
  rows: number;
  /** The first refusal of a row that is, or may be, the product's: what is read of it is not the whole. */
  partial: { readonly line: number; readonly code: RowRefusal } | undefined;
}

/** Opens a product with its first row's cells, whose variant and image `addRow` takes next. Throws `RowRefused`. */
export const openProduct = (handle: string, line: number, cells: Cells): OpenProduct => ({
  handle,
  line,
  fields: productFieldsOf(cells),
  optionNames: optionNamesOf(cells),
  variants: [],
  variantKeys: new Set(),
  media: [],
  warnings: [],
  rows: 0,
  partial: undefined,
});

/** What a row is read against: the file's header, and the SKUs that earlier rows took, with their lines. */
export interface RowContext {
  readonly header: Header;
  readonly settings: ShopifyCsvSettings;
  readonly skus: Map<string, number>;
}

/** Takes one row into the product: its variant, its image, or both, or by a `RowRefused` nothing of it. */
export const addRow = (product: OpenProduct, line: number, cells: Cells, context: RowContext): void => {
  const { header, settings } = context;
  const { handle } = product;
  const warnings: RowWarning[] = [];
  const warn: Warn = (code, message) => warnings.push({ line, code, message, handle });
  for (const column of header.at.keys()) {
    if (cells(column)?.includes('\ufffd')) {
      warn('character-lost', `The ${column} holds U+FFFD in the place of a character that was lost before.`);
    }
  }
  const first = line === product.line;
  const image = imageOf(cells, product.media.length + 1, warn);
  const variant =
    header.hasVariants && (first || isVariantRow(cells))
      ? variantOf(cells, handle, product.optionNames, settings, warn)
      : undefined;
  if (!first && !variant && !image) {
    throw new RowRefused('row-without-content', 'The row has neither a variant nor an image.');
  }
  const newImage = image && !product.media.some(({ url }) => url === image.url);
  if (newImage && product.media.length === limits.media) {
    throw new RowRefused('too-many-images', `The product has more than ${limits.media} images.`);
  }
  if (variant) addVariant(product, line, variant, context, warn);
  if (newImage) product.media.push({ ...image, line });
  product.rows++;
  addWarnings(product, warnings);
};

const addVariant = (
  product: OpenProduct,
  line: number,
  stated: ImportedVariant,
  { header, settings, skus }: RowContext,
  warn: Warn,
): void => {
  const taken = skus.get(stated.sku);
  const derive = settings.duplicateSkus === 'derive' && taken !== undefined && !stated.derivedSku;
  const variant = derive ? withDerivedSku(product.handle, stated) : stated;
  const key = header.hasOptions || variant.derivedSku ? JSON.stringify(variant.options) : variant.sku;
  const namesake = derive ? product.variants.findIndex(({ sku }) => sku === stated.sku) : -1;
  const before = product.variants[namesake];
  if (before) product.variantKeys.add(JSON.stringify(before.options));
  if (product.variantKeys.has(key)) {
    throw new RowRefused('variant-twice', 'Another row of the product has the same options.');
  }
  if (taken !== undefined && !derive) {
    throw new RowRefused('sku-twice', `The SKU ${JSON.stringify(stated.sku)} is already used in line ${taken}.`);
  }
  if (product.variants.length === limits.variants) {
    throw new RowRefused('too-many-variants', `The product has more than ${limits.variants} variants.`);
  }
  if (derive) {
    // None of several is the one that keeps the SKU: whatever the order of the rows, each gets the same.
    if (before) product.variants[namesake] = withDerivedSku(product.handle, before);
    warn('sku-derived', `The SKU ${JSON.stringify(stated.sku)} is that of line ${taken}, too; a new one is derived.`);
  }
  product.variantKeys.add(key);
  if (!derive) skus.set(variant.sku, line);
  product.variants.push(variant);
};

const withDerivedSku = (handle: string, variant: ImportedVariant): ImportedVariant => ({
  ...variant,
  sku: derivedSku(handle, Object.values(variant.options)),
  derivedSku: true,
});

const addWarnings = ({ handle, line, warnings }: OpenProduct, added: readonly RowWarning[]): void => {
  const room = limits.warnings - warnings.length;
  warnings.push(...added.slice(0, room));
  if (added.length <= room) return;
  const message = `The product has more warnings than the ${limits.warnings - 1} that are listed.`;
  warnings[limits.warnings - 1] = { line, code: 'more-warnings', message, handle };
};

/** The product that its rows made; throws `RowRefused` when nothing can be sold of it or no message can carry it. */
export const closeProduct = (product: OpenProduct, header: Header): ImportedProduct => {
  const { handle, line, partial, fields, optionNames, variants, media } = product;
  if (header.hasVariants && variants.length === 0) {
    throw new RowRefused('no-variant-left', 'Every variant of the product is refused, so its other rows are too.');
  }
  const complete = partial === undefined;
  const imported: ImportedProduct = { handle, line, complete, ...(partial ? { partial } : {}), ...fields, variants };
  if (header.hasOptions) {
    imported.options = optionNames.filter(Boolean).map((name) => ({
      name,
      values: [...new Set(variants.flatMap((variant) => variant.options[name] ?? []))],
    }));
  }
  if (header.at.has('image')) {
    imported.media = media.toSorted((a, b) => a.position - b.position).map((item, i) => ({ ...item, position: i + 1 }));
  }
  const bytes = Buffer.byteLength(JSON.stringify(imported));
  if (bytes > limits.productBytes) {
    throw new RowRefused('product-too-large', `The product has ${bytes} bytes; ${limits.productBytes} are possible.`);
  }
  return imported;
};
