/** Sets how taxes are rounded; with `If-Match` only on the version that was read. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { changeTaxSettings, TaxSettings } from '../../../tax/manage-tax.ts';
import { Rounding } from '../../../tax/tax.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/tax-settings',
  call: 'admin.taxSettings.update',
  access: 'staff:pricing',
  summary: 'Sets how taxes are rounded: per line, or per order.',
  body: z.strictObject({
    rounding: Rounding.check(z.describe('Whether tax is rounded line by line, or once for the order.')),
  }),
  returns: { 200: TaxSettings },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, ifMatch }) => ok(await changeTaxSettings(body.rounding, ifMatch)));
