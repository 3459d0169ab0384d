/** Lists every tax rate that was set, by place: at most 300, so there are no pages. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { readTaxRates } from '../../../tax/manage-tax.ts';
import { TaxRule } from '../../../tax/tax.ts';

export const contract = {
  method: 'GET',
  path: '/admin/tax-rates',
  call: 'admin.taxRates.list',
  access: 'staff:pricing',
  summary: 'The tax rates that were set; for a country without any the built-in one counts.',
  query: z.strictObject({}),
  returns: {
    200: z.object({
      items: z.array(TaxRule).check(z.describe('All of them.')),
      nextCursor: z.null().check(z.describe('Always null: there are no pages.')),
    }),
  },
} as const satisfies Contract;

export const handler = http(contract, async () => ok({ items: await readTaxRates(), nextCursor: null }));
