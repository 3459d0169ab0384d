/** Changes what is named of a shipping option; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { CountryUnknown, CurrencyNotSold, RegionUnknown, RulesTooLarge } from '../../../refusals.ts';
import { changeShippingOption, optionId, ShippingOptionChange } from '../../../shipping/manage-shipping.ts';
import { ShippingRule } from '../../../shipping/shipping-options.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/shipping-options/{id}',
  call: 'admin.shippingOptions.update',
  access: 'staff:pricing',
  summary: 'Changes a shipping option; honours If-Match.',
  params: { id: optionId },
  body: ShippingOptionChange,
  refuses: [CountryUnknown, CurrencyNotSold, RegionUnknown, RulesTooLarge],
  returns: { 200: ShippingRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await changeShippingOption(params.id, body, { ifMatch, now })),
);
