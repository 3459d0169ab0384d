/** Sets the available count and the settings of a variant's stock; a sale in between is not undone. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { readStock } from '../../counters/read-stock.ts';
import { setStock } from '../../counters/set-stock.ts';
import { MAX_SHARDS, MAX_UNITS, Policy, Stock } from '../../counters/stock.ts';
import { findVariant } from '../../find-variant.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/stock/{sku}',
  call: 'admin.stock.set',
  access: 'staff:inventory',
  summary:
    'Sets the available count, the shards, the purchase limit, and whether and how a variant is tracked. Honours If-Match.',
  body: z.strictObject({
    /** Without it the count stays. */
    available: z
      .optional(z.int().check(z.gte(0), z.lte(MAX_UNITS)))
      .check(z.describe('Units free to sell; without it the count stays.')),
    shards: z
      .optional(z.int().check(z.gte(1), z.lte(MAX_SHARDS)))
      .check(z.describe('Over how many counters it is sold: peak takes per second, divided by 800.')),
    policy: z.optional(Policy).check(z.describe('Whether it sells beyond what is there.')),
    tracked: z.optional(z.boolean()).check(z.describe('Whether units are counted.')),
    purchaseLimit: z
      .optional(z.nullable(z.int().check(z.gte(1), z.lte(MAX_UNITS))))
      .check(z.describe('What one customer may have of it in all; null for no limit.')),
  }),
  refuses: [VersionConflict],
  returns: { 200: Stock },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const variant = await findVariant(params.sku);
  await setStock(variant.variantId, body, ifMatch);
  return ok(await readStock(variant));
});
