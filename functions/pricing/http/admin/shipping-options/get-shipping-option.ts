/** Reads a shipping option, strongly. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { optionId, readShippingOption } from '../../../shipping/manage-shipping.ts';
import { ShippingRule } from '../../../shipping/shipping-options.ts';

export const contract = {
  method: 'GET',
  path: '/admin/shipping-options/{id}',
  call: 'admin.shippingOptions.get',
  access: 'staff:pricing',
  summary: 'A shipping option.',
  params: { id: optionId },
  returns: { 200: ShippingRule },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readShippingOption(params.id)));
