/** Reads a tax rate, strongly. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { readTaxRate } from '../../../tax/manage-tax.ts';
import { TaxRule } from '../../../tax/tax.ts';

export const contract = {
  method: 'GET',
  path: '/admin/tax-rates/{id}',
  call: 'admin.taxRates.get',
  access: 'staff:pricing',
  summary: 'A tax rate.',
  params: { id: idPattern('tax') },
  returns: { 200: TaxRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readTaxRate(params.id)));
