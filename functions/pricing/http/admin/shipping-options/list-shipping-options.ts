/** Lists every shipping option that was set: at most 30, so there are no pages. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { readShippingOptions } from '../../../shipping/manage-shipping.ts';
import { ShippingRule } from '../../../shipping/shipping-options.ts';

export const contract = {
  method: 'GET',
  path: '/admin/shipping-options',
  call: 'admin.shippingOptions.list',
  access: 'staff:pricing',
  summary: 'The shipping options that were set; without any the built-in ones count.',
  query: z.strictObject({}),
  returns: {
    200: z.object({
      items: z.array(ShippingRule).check(z.describe('All of them.')),
      nextCursor: z.null().check(z.describe('Always null: there are no pages.')),
    }),
  },
} as const satisfies Contract;

export const handler = http(contract, async () => ok({ items: await readShippingOptions(), nextCursor: null }));
