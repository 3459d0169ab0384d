import * as z from 'zod/mini';

/** A paid order as reports keep it: amounts in minor units of its currency. */
export const SaleRow = z.object({
  kind: z.literal('sale'),
  currency: z.string(),
  gross: z.int(),
  discount: z.int(),
  shipping: z.int(),
  tax: z.int(),
  total: z.int(),
  lines: z.array(
    z.object({ variantId: z.string(), sku: z.string(), title: z.string(), quantity: z.int(), total: z.int() }),
  ),
});
/** A refund that succeeded. */
export const RefundRow = z.object({ kind: z.literal('refund'), currency: z.string(), amount: z.int() });

/** What is kept of one order or one refund. */
export const Row = z.discriminatedUnion('kind', [SaleRow, RefundRow]);
export type Row = z.infer<typeof Row>;
