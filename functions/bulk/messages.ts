import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';
import { ImportedProduct } from './shopify-csv/imported-product.ts';

/** What is said of a row, a product or the file: why it was refused, or what is taken otherwise; by its line. */
export const Note = z.object({
  line: z.int(),
  code: z.string(),
  message: z.string(),
  handle: z.optional(z.string()),
});
export type Note = z.infer<typeof Note>;

/**
 * A piece of a file that one invocation settles: whole products with the number of rows they stand for and their
 * warnings (`unlisted` ones are only counted), what the reader refused between them, and warnings of the file.
 */
export const Chunk = z.object({
  products: z.array(
    z.object({
      product: ImportedProduct,
      rows: z.int(),
      warnings: z._default(z.array(Note), []),
      unlisted: z._default(z.int(), 0),
    }),
  ),
  errors: z.array(Note),
  failedRows: z.int(),
  warnings: z._default(z.array(Note), []),
});
export type Chunk = z.infer<typeof Chunk>;

/** A product that a chunk brought, with where its file states it. */
export const BroughtProduct = z.object({
  productId: z.string(),
  variantIds: z.array(z.string()),
  line: z.int(),
  handle: z.string(),
});
export type BroughtProduct = z.infer<typeof BroughtProduct>;

/** Asks for the products of a chunk to be brought to pages and lists; `last` gives up those that cannot be. */
export const ShowProducts = defineMessage(
  'bulk',
  'show-products',
  z.object({
    importId: z.string(),
    number: z.int().check(z.nonnegative()),
    products: z.array(BroughtProduct),
    last: z.optional(z.boolean()),
  }),
);
export type ShowProducts = z.infer<(typeof ShowProducts)['schema']>;

/** Where an import names a picture that is fetched. */
export const ImagePlace = z.object({
  mediaId: z.string(),
  importId: z.string(),
  /** Of the chunk. */
  number: z.int(),
  line: z.int(),
  handle: z.string(),
  url: z.string(),
  productId: z.string(),
});
export type ImagePlace = z.infer<typeof ImagePlace>;

/** Counts what became of a picture where it is named, and has products show it; `code` says why it was refused. */
export const SettleImages = defineMessage(
  'bulk',
  'settle-images',
  z.object({ places: z.array(ImagePlace), code: z.optional(z.string()) }),
);

export const ImportChunk = defineMessage(
  'bulk',
  'import-products',
  z.extend(Chunk, { importId: z.string(), number: z.int().check(z.nonnegative()) }),
);
export type ImportChunk = z.infer<(typeof ImportChunk)['schema']>;
