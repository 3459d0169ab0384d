/** Reads how taxes are rounded. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { readTaxSettings, TaxSettings } from '../../../tax/manage-tax.ts';

export const contract = {
  method: 'GET',
  path: '/admin/tax-settings',
  call: 'admin.taxSettings.get',
  access: 'staff:pricing',
  summary: 'How taxes are rounded: per line, or per order.',
  returns: { 200: TaxSettings },
} as const satisfies Contract;

export const handler = http(contract, async () => ok(await readTaxSettings()));
