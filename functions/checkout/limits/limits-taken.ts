import { CouponLimitReached } from '../../inventory/refusals.ts';
import type { OrderDraft } from '../../orders/public.ts';
import { limitsOf, type PromotedQuote } from '../../pricing/public.ts';
import { NotFirstOrder } from '../refusals.ts';

type Limit = NonNullable<OrderDraft['limits']>[number];

/** What an order takes of the limits of the promotions that count for it: one of each, like stock. */
export const limitsTaken = (applied: PromotedQuote['applied'], limitKey: string): Limit[] => {
  const all = applied.flatMap(({ promotion }) =>
    limitsOf(promotion, limitKey).map(({ what, quantity }) => ({
      what,
      quantity: 1,
      limit: quantity,
      refused: () =>
        what.includes('#first-order#')
          ? new NotFirstOrder()
          : new CouponLimitReached(undefined, { coupon: promotion.code ?? '' }),
    })),
  );
  return [...new Map(all.map((limit) => [limit.what, limit])).values()];
};
