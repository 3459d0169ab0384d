import { formatMoney, type Money } from '#lib/money.ts';
import type { Product } from '../../catalog/public.ts';
import type { Availability } from '../../inventory/public.ts';
import { type Cell, codeCell, type Plain, plain } from '../csv/cells.ts';

type Variant = Product['variants'][number];

/** An amount as a number that every program reads: `12.00`, below zero `-12.00`. */
export const decimal = (amount: Money): Plain => plain(formatMoney(amount).slice(0, -' EUR'.length));

/** The words with which the import knows a product without options, Shopify's own. */
const NO_OPTION = ['Title', 'Default Title'] as const;

/** What one row says: the product in its first row, a variant, and an image where there are as many. */
interface Row {
  readonly product: Product;
  readonly isFirst: boolean;
  readonly variant: Variant | undefined;
  readonly stock: Availability | undefined;
  /** Of its image, from 1. */
  readonly position: number;
}

const option = (index: number, { product, isFirst, variant }: Row): Cell[] => {
  const name = product.options[index]?.name;
  if (name !== undefined) return [isFirst ? name : null, variant?.options[name]];
  if (index > 0 || product.options.length > 0 || !variant) return [null, null];
  return [isFirst ? NO_OPTION[0] : null, NO_OPTION[1]];
};
const optional = (amount: Money | null | undefined): Cell => (amount ? decimal(amount) : null);

/** The columns of Shopify's older export, which Shopify and the import here both take, and two of ours; and what stands in them. */
const columns: readonly (readonly [names: readonly string[], cells: (row: Row) => Cell[]])[] = [
  [['Handle'], ({ product }) => [product.slug]],
  [
    ['Title', 'Body (HTML)', 'Vendor', 'Type', 'Tags', 'Published'],
    ({ product, isFirst }) =>
      isFirst
        ? [
            product.title, product.description, product.vendor, product.type, product.tags.join(', '),
            product.status === 'active',
          ] // biome-ignore format: a row
        : Array.from({ length: 6 }),
  ],
  [['Option1 Name', 'Option1 Value'], (row) => option(0, row)],
  [['Option2 Name', 'Option2 Value'], (row) => option(1, row)],
  [['Option3 Name', 'Option3 Value'], (row) => option(2, row)],
  [
    ['Variant SKU', 'Variant Grams', 'Variant Inventory Tracker', 'Variant Inventory Qty', 'Variant Inventory Policy'],
    ({ variant, stock }) =>
      variant
        ? [
            codeCell(variant.sku),
            variant.grams,
            stock?.tracked === false ? null : 'shopify',
            // An opening balance where the file goes in, which is never below zero: back-orders are no stock.
            stock?.available == null ? null : Math.max(0, stock.available),
            stock?.policy ?? 'deny',
          ]
        : Array.from({ length: 5 }),
  ],
  [
    ['Variant Price', 'Variant Compare At Price', 'Variant Requires Shipping', 'Variant Taxable', 'Variant Barcode'],
    ({ variant }) =>
      variant
        ? [
            decimal(variant.price),
            optional(variant.compareAtPrice),
            variant.requiresShipping,
            variant.taxable,
            variant.barcode === null ? null : codeCell(variant.barcode),
          ]
        : Array.from({ length: 5 }),
  ],
  [
    ['Image Src', 'Image Position', 'Image Alt Text'],
    ({ product, position }) => {
      const image = product.media[position - 1];
      return image ? [image.url, position, image.alt] : [null, null, null];
    },
  ],
  [
    ['Gift Card', 'SEO Title', 'SEO Description', 'Status'],
    ({ product, isFirst }) =>
      isFirst ? [false, product.seo.title, product.seo.description, product.status] : Array.from({ length: 4 }),
  ],
  // Ours: a file for Shopify says nothing of it there.
  [
    ['Visible From', 'Visible Until'],
    ({ product: { visibleFrom, visibleUntil }, isFirst }) => (isFirst ? [visibleFrom, visibleUntil] : [null, null]),
  ],
];

export const productHeader: readonly string[] = columns.flatMap(([names]) => names);

/**
 * The rows of a product in Shopify's form: one for each variant, and one for each image beyond them. The same file
 * imported again changes nothing. What Shopify's file has no place for (metadata, tax classes, price lists, collections)
 * is not in it, and an import leaves it as it is.
 * @param stockOf a variant's availability by its id
 */
export const productRows = (product: Product, stockOf: ReadonlyMap<string, Availability>): Cell[][] =>
  Array.from({ length: Math.max(product.variants.length, product.media.length) }, (_, index) => {
    const variant = product.variants[index];
    const stock = variant && stockOf.get(variant.id);
    const row: Row = { product, isFirst: index === 0, variant, stock, position: index + 1 };
    return columns.flatMap(([, cells]) => cells(row));
  });
