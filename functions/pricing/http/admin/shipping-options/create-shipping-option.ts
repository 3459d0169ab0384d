/** Adds a shipping option; with the first one the built-in ones no longer count. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import {
  CountryUnknown,
  CurrencyNotSold,
  RegionUnknown,
  RulesTooLarge,
  ShippingOptionExists,
  TooManyShippingOptions,
} from '../../../refusals.ts';
import { createShippingOption, NewShippingOption } from '../../../shipping/manage-shipping.ts';
import { ShippingRule } from '../../../shipping/shipping-options.ts';

export const contract = {
  method: 'POST',
  path: '/admin/shipping-options',
  call: 'admin.shippingOptions.create',
  access: 'staff:pricing',
  summary: 'A new shipping option; with the first one the built-in ones no longer count.',
  body: NewShippingOption,
  refuses: [
    CountryUnknown,
    CurrencyNotSold,
    RegionUnknown,
    RulesTooLarge,
    ShippingOptionExists,
    TooManyShippingOptions,
  ],
  returns: { 201: ShippingRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const made = await createShippingOption(body, now);
  return created(`/admin/shipping-options/${made.id}`, made);
});
