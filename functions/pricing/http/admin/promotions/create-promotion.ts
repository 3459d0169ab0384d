/** Creates a promotion: automatic, or behind a coupon’s code that is never used for another again. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { createPromotion } from '../../../promotions/manage-promotions.ts';
import { NewPromotion } from '../../../promotions/promotion.ts';
import { SavedPromotion } from '../../../promotions/promotion-warnings.ts';
import {
  CodeTaken,
  CurrencyNotSold,
  EndsBeforeStart,
  EndsInPast,
  LimitWithoutCode,
  RulesTooLarge,
  TooManyPromotions,
} from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/promotions',
  call: 'admin.promotions.create',
  access: 'staff:pricing',
  summary: 'A new promotion; with a code it is a coupon, whose limits are fixed.',
  body: NewPromotion,
  refuses: [
    CodeTaken,
    CurrencyNotSold,
    EndsBeforeStart,
    EndsInPast,
    LimitWithoutCode,
    RulesTooLarge,
    TooManyPromotions,
  ],
  returns: { 201: SavedPromotion },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const made = await createPromotion(body, now);
  return created(`/admin/promotions/${made.id}`, made);
});
