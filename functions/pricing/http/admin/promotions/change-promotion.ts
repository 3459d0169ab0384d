/** Changes what is named of a promotion; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { changePromotion } from '../../../promotions/manage-promotions.ts';
import { PromotionChange } from '../../../promotions/promotion.ts';
import { SavedPromotion } from '../../../promotions/promotion-warnings.ts';
import { CurrencyNotSold, EndsBeforeStart, EndsInPast, RulesTooLarge, TooManyPromotions } from '../../../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/promotions/{id}',
  call: 'admin.promotions.update',
  access: 'staff:pricing',
  summary: 'Changes a promotion; honours If-Match.',
  params: { id: idPattern('prm') },
  body: PromotionChange,
  refuses: [CurrencyNotSold, EndsBeforeStart, EndsInPast, RulesTooLarge, TooManyPromotions],
  returns: { 200: SavedPromotion },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await changePromotion(params.id, body, { ifMatch, now })),
);
