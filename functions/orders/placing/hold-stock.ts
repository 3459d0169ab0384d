import type { Refusal } from '#lib/problem.ts';
import { type Shortage, shortageCode, takeStock, type Want } from '../../inventory/public.ts';
import { CouponLimitReached, OutOfStock, PurchaseLimitReached } from '../../inventory/refusals.ts';
import { type LimitWanted, limitKeyOf, type OrderDraft, type Ticket } from '../order/order.ts';

/** What is held for an order: a draft says its limits; an order that is taken again has tickets of those it had. */
export interface ToHold {
  readonly lines: OrderDraft['lines'];
  readonly buyerKey: string;
  readonly limitKey?: string | undefined;
  readonly limits?: readonly LimitWanted[];
  readonly tickets?: readonly Ticket[];
}

/** Coupons and what else an order is limited by; a variant's purchase limit is inventory's own, and taken with its line. */
const isLimit = (stockKey: string): boolean => /^(coupon|limit)#/.test(stockKey) && !stockKey.startsWith('limit#var_');

/**
 * Takes stock for each line, one ticket a line, and what limits the order: coupons, and the purchase limits of its
 * variants for this buyer. Units, coupons and limits are all taken and given back the same way.
 * @throws Refusal 409 `out-of-stock`, `purchase-limit-reached`, `coupon-limit-reached`, or a limit's own code
 */
export const hold = async (draft: ToHold, orderId: string): Promise<Ticket[]> => {
  const lines = draft.lines.map((line) => ({ stockKey: line.variantId, quantity: line.quantity }));
  const limits = draft.limits ?? draft.tickets?.filter(({ what }) => isLimit(what)) ?? [];
  const wants = [...lines, ...limits.map(wanted)];
  const result = await takeStock(wants, orderId, limitKeyOf(draft));
  if (!('refused' in result)) return result.taken;
  const limit = draft.limits?.find((one) => one.what === result.refused.stockKey);
  throw limit ? limit.refused() : shortage(draft.lines, result.refused);
};

/** A limit that was taken before has its stock; a draft says how large one is that may be new. */
const wanted = ({ what, quantity, limit }: Pick<LimitWanted, 'what' | 'quantity' | 'limit'>): Want => ({
  stockKey: what,
  quantity,
  ...(limit === undefined ? {} : { open: { quantity: limit } }),
});

/** The stock that stands for a limit names the variant (or the coupon) that it limits: `limit#<what>#<buyer>`. */
const shortage = (lines: OrderDraft['lines'], { stockKey, available }: Shortage): Refusal => {
  const code = shortageCode(stockKey);
  if (code === CouponLimitReached.code) {
    return new CouponLimitReached(undefined, { coupon: stockKey.match(/coupon#([^#]+)/)?.[1] ?? stockKey });
  }
  const limited = stockKey.match(/^limit#([^#]+)#/)?.[1];
  const line = lines.find((one) => one.variantId === (limited ?? stockKey));
  const kind = limited ? PurchaseLimitReached : OutOfStock;
  return new kind(undefined, {
    sku: line?.sku ?? stockKey,
    requested: line?.quantity ?? 0,
    available: Math.max(0, available),
  });
};

/** Whether an order was refused because something is not there; anything else is an outcome that is not known. */
export const isShortage = (error: unknown): boolean =>
  [OutOfStock, PurchaseLimitReached, CouponLimitReached].some((kind) => error instanceof kind);
