import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';
import { ImportedProduct } from './shopify-csv/imported-product.ts';

/** A refused row or product, by the line where it begins. */
export const RowError = z.object({
  line: z.int(),
  code: z.string(),
  message: z.string(),
  handle: z.optional(z.string()),
});
export type RowError = z.infer<typeof RowError>;

/**
 * A piece of a file that one invocation settles: whole products with the number of rows they stand for, and what the
 * reader refused between them.
 */
export const Chunk = z.object({
  products: z.array(z.object({ product: ImportedProduct, rows: z.int() })),
  errors: z.array(RowError),
  failedRows: z.int(),
});
export type Chunk = z.infer<typeof Chunk>;

export const ImportChunk = defineMessage(
  'bulk',
  'import-products',
  z.extend(Chunk, { importId: z.string(), number: z.int().check(z.nonnegative()) }),
);
export type ImportChunk = z.infer<(typeof ImportChunk)['schema']>;
