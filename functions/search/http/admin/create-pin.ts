/** Creates a pin: products that stand before all others. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { EndsBeforeStart } from '../../../pricing/refusals.ts';
import { createRule, soundPin } from '../../merchandising/manage-rules.ts';
import { PinRequest, PinView } from '../../merchandising/rules.ts';
import { viewPins } from '../../merchandising/views.ts';
import { TooManySearchRules } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/search/pins',
  call: 'admin.pins.create',
  access: 'staff:search',
  summary: 'Products that stand before all others where a query or a collection is asked for.',
  body: PinRequest,
  refuses: [EndsBeforeStart, TooManySearchRules],
  returns: { 201: PinView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const rule = await createRule('pins', soundPin(body), now);
  return created(`/admin/search/pins/${rule.id}`, (await viewPins([rule]))[0]);
});
