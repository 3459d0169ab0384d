/** Adds or takes away units with a reason; under the same Idempotency-Key they move once. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { adjustmentId, adjustStock } from '../../counters/adjust-stock.ts';
import { readStock } from '../../counters/read-stock.ts';
import { MAX_UNITS, Stock } from '../../counters/stock.ts';
import { findVariant } from '../../find-variant.ts';
import { OutOfStock } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/stock/{sku}/adjustments',
  call: 'admin.stock.adjust',
  access: 'staff:inventory',
  summary: 'Adds units (a delivery) or takes them away (damage, loss), and records why.',
  body: z.strictObject({
    delta: z
      .int()
      .check(
        z.gte(-MAX_UNITS),
        z.lte(MAX_UNITS),
        z.refine((delta) => delta !== 0, 'must not be 0'),
      )
      .check(z.describe('Units to add, or below zero to take away.')),
    reason: line(200).check(z.describe('Why, for the ledger.')),
  }),
  idempotent: true,
  refuses: [OutOfStock],
  returns: {
    201: z.object({
      id: z.string().check(z.describe('The adjustment’s id.')),
      delta: z.int().check(z.describe('Units to add, or below zero to take away.')),
      reason: z.string().check(z.describe('Why, for the ledger.')),
      stock: Stock.check(z.describe('The stock after it.')),
    }),
  },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('inventory', async ({ params, body, caller, headers }) => {
    const variant = await findVariant(params.sku);
    const id = adjustmentId(caller, headers['idempotency-key']);
    const shortage = await adjustStock(variant.variantId, { id, ...body });
    if (shortage) {
      throw new OutOfStock('Fewer units are available than are to be taken away.', {
        sku: variant.sku,
        requested: -body.delta,
        available: shortage.available,
      });
    }
    const stock = await readStock(variant, { isCredited: body.delta > 0 });
    const place = `/admin/stock/${variant.variantId}/movements`;
    return created(place, { id, ...body, stock });
  }),
);
