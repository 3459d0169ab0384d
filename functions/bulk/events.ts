import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Import, ProductCounts, RowCounts } from './import.ts';

/** An import came to an end; what it did to each product is said by catalog's own events. */
export const ImportFinished = defineEvent({
  type: 'import.finished',
  version: 1,
  data: z.object({
    importId: z.string().check(z.describe('The import’s id.')),
    ...z.pick(Import, { kind: true, dryRun: true, reasonCode: true }).shape,
    status: z.enum(['done', 'failed', 'cancelled']).check(z.describe('How it ended.')),
    rows: z
      .extend(RowCounts, { warnings: z.optional(RowCounts.shape.warnings) })
      .check(z.describe('Rows of the file.')),
    products: ProductCounts.check(z.describe('Products by what became of them.')),
  }),
});
