import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Import, ProductCounts, RowCounts } from './import.ts';

/** An import came to an end; what it did to each product is said by catalog's own events. */
export const ImportFinished = defineEvent({
  type: 'import.finished',
  version: 1,
  data: z.object({
    importId: z.string(),
    ...z.pick(Import, { kind: true, dryRun: true, reasonCode: true }).shape,
    status: z.enum(['done', 'failed', 'cancelled']),
    rows: RowCounts,
    products: ProductCounts,
  }),
});
