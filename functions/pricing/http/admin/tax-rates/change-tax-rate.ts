/** Changes what is named of a tax rate; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { CountryUnknown, RegionUnknown, RulesTooLarge, TaxRateExists } from '../../../refusals.ts';
import { changeTaxRate, TaxRateChange } from '../../../tax/manage-tax.ts';
import { TaxRule } from '../../../tax/tax.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/tax-rates/{id}',
  call: 'admin.taxRates.update',
  access: 'staff:pricing',
  summary: 'Changes a tax rate; honours If-Match.',
  params: { id: idPattern('tax') },
  body: TaxRateChange,
  refuses: [CountryUnknown, RegionUnknown, RulesTooLarge, TaxRateExists],
  returns: { 200: TaxRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await changeTaxRate(params.id, body, { ifMatch, now })),
);
