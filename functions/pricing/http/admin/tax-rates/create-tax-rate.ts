/**
 * Adds a tax rate for a place and a class of goods; with its first one the built-in rate of a country no longer counts.
 */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { CountryUnknown, RegionUnknown, RulesTooLarge, TaxRateExists, TooManyTaxRates } from '../../../refusals.ts';
import { createTaxRate, NewTaxRate } from '../../../tax/manage-tax.ts';
import { TaxRule } from '../../../tax/tax.ts';

export const contract = {
  method: 'POST',
  path: '/admin/tax-rates',
  call: 'admin.taxRates.create',
  access: 'staff:pricing',
  summary: 'A new tax rate; with its first one the built-in rate of a country no longer counts.',
  body: NewTaxRate,
  refuses: [CountryUnknown, RegionUnknown, RulesTooLarge, TaxRateExists, TooManyTaxRates],
  returns: { 201: TaxRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const made = await createTaxRate(body, now);
  return created(`/admin/tax-rates/${made.id}`, made);
});
