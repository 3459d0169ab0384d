/** Puts a pin: products that stand before all others, whole, in the place of what it was; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { EndsBeforeStart } from '../../../pricing/refusals.ts';
import { replaceRule, soundPin } from '../../merchandising/manage-rules.ts';
import { PinRequest, PinView } from '../../merchandising/rules.ts';
import { viewPins } from '../../merchandising/views.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/search/pins/{id}',
  call: 'admin.pins.put',
  access: 'staff:search',
  summary: 'A pin, whole, in the place of what it was. Honours If-Match.',
  params: { id: idPattern('pin') },
  body: PinRequest,
  refuses: [EndsBeforeStart],
  returns: { 200: PinView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) => {
  const rule = await replaceRule('pins', params.id, soundPin(body), { ifMatch, now });
  return ok((await viewPins([rule]))[0]);
});
