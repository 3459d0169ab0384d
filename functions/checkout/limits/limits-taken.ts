import type { OrderDraft } from '../../orders/public.ts';
import { limitsOf, type PromotedQuote } from '../../pricing/public.ts';

type Limit = NonNullable<OrderDraft['limits']>[number];

/** Inside checkout: another order of the buyer uses a first-order promotion. Never answered: the cart is priced anew. */
export const NOT_FIRST = 'not-first-order';

/** What an order takes of the limits of the promotions that count for it: one of each, like stock. */
export const limitsTaken = (applied: PromotedQuote['applied'], limitKey: string): Limit[] => {
  const all = applied.flatMap(({ promotion }) =>
    limitsOf(promotion, limitKey).map(({ what, quantity }) => ({
      what,
      quantity: 1,
      limit: quantity,
      ...(what.includes('#first-order#')
        ? { code: NOT_FIRST, detail: 'Another order of this customer is the first.' }
        : { code: 'coupon-limit-reached', detail: 'The coupon was used as often as it may be.' }),
      ...(promotion.code === null ? {} : { extra: { coupon: promotion.code } }),
    })),
  );
  return [...new Map(all.map((limit) => [limit.what, limit])).values()];
};
