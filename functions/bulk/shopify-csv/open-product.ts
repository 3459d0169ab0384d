import type { Header } from './columns.ts';
import { type ImportedMedia, type ImportedProduct, type ImportedVariant, limits } from './imported-product.ts';
import {
  type Cells, imageOf, isVariantRow, optionNamesOf, type ProductFields, productFieldsOf, type ShopifyCsvSettings, variantOf,
} from './product-rows.ts'; // biome-ignore format: a list
import { RowRefused } from './refusals.ts';

/** A product whose rows are being read. It holds what it will be, never its rows: a product of any length costs the same. */
export interface OpenProduct {
  readonly handle: string;
  readonly line: number;
  readonly fields: ProductFields;
  readonly optionNames: readonly string[];
  readonly variants: ImportedVariant[];
  readonly variantKeys: Set<string>;
  readonly media: ImportedMedia[];
  /** Rows that went in. */
  rows: number;
  complete: boolean;
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
  rows: 0,
  complete: true,
});

/** What a row is read against: the file's header, and the SKUs that earlier rows took, with their lines. */
export interface RowContext {
  readonly header: Header;
  readonly settings: ShopifyCsvSettings;
  readonly skus: Map<string, number>;
}

/** Takes one row into the product: its variant, its image, or both, or by a `RowRefused` nothing of it. */
export const addRow = (product: OpenProduct, line: number, cells: Cells, context: RowContext): void => {
  const { header, settings, skus } = context;
  const first = line === product.line;
  const image = imageOf(cells, product.media.length + 1);
  const variant =
    header.hasVariants && (first || isVariantRow(cells))
      ? variantOf(cells, product.handle, product.optionNames, settings)
      : undefined;
  if (!first && !variant && !image) {
    throw new RowRefused('row-without-content', 'The row has neither a variant nor an image.');
  }
  const newImage = image && !product.media.some(({ url }) => url === image.url);
  if (newImage && product.media.length === limits.media) {
    throw new RowRefused('too-many-images', `The product has more than ${limits.media} images.`);
  }
  if (variant) {
    const key = header.hasOptions || variant.derivedSku ? JSON.stringify(variant.options) : variant.sku;
    if (product.variantKeys.has(key)) {
      throw new RowRefused('variant-twice', 'Another row of the product has the same options.');
    }
    const taken = skus.get(variant.sku);
    if (taken !== undefined) {
      throw new RowRefused('sku-twice', `The SKU ${JSON.stringify(variant.sku)} is already used in line ${taken}.`);
    }
    if (product.variants.length === limits.variants) {
      throw new RowRefused('too-many-variants', `The product has more than ${limits.variants} variants.`);
    }
    product.variantKeys.add(key);
    skus.set(variant.sku, line);
    product.variants.push(variant);
  }
  if (newImage) product.media.push(image);
  product.rows++;
};

/** The product that its rows made; throws `RowRefused` when nothing can be sold of it or no message can carry it. */
export const closeProduct = (product: OpenProduct, header: Header): ImportedProduct => {
  const { handle, line, complete, fields, optionNames, variants, media } = product;
  if (header.hasVariants && variants.length === 0) {
    throw new RowRefused('no-variant-left', 'Every variant of the product is refused, so its other rows are too.');
  }
  const imported: ImportedProduct = { handle, line, complete, ...fields, variants };
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
