import { type Item, type Ref, writeIf } from '#lib/table.ts';
import type { Rules } from './price-with-promotions.ts';
import {
  buyerAt,
  buyerOpen,
  couponAt,
  couponFrom,
  isFirstOrder,
  type RuleList,
  rulesAt,
  rulesFrom,
} from './pricing-table.ts';
import type { Promotion } from './promotion.ts';

/** A warm function prices with the rules that it has for so long: a change counts everywhere after that. */
const KEEP_MS = 5_000;
const lists: readonly RuleList[] = ['tax', 'shipping', 'promotions'];
let kept: { readonly until: number; readonly rules: Rules } | undefined;

/** Forgets the rules that are kept: whoever changes them prices with the new ones at once. */
export const forgetRules = (): void => {
  kept = undefined;
};

export interface RulesAsked {
  /** Codes of the cart's coupons. */
  readonly coupons: readonly string[];
  readonly buyerKey: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RulesRead {
  readonly rules: Rules;
  readonly buyer: { readonly key: string; readonly firstOrder: boolean } | null;
  /** The promotion behind each coupon, in the order asked; `undefined` for a code that nobody knows (any more). */
  readonly coupons: readonly (Promotion | undefined)[];
}

/**
 * What to read to price a cart, so that it joins the batch that reads its prices: three small items, none while they
 * are warm, one for each coupon, and one for the customer where a first order counts. `from` takes the items in the
 * order of `refs`.
 */
export const readingRules = (
  asked: RulesAsked,
): { refs: Ref[]; from: (items: readonly (Item | undefined)[]) => RulesRead } => {
  const { coupons, buyerKey, now } = asked;
  const warm = kept && kept.until > now ? kept.rules : undefined;
  const firstCounts = !warm || coupons.length > 0 || warm.promotions.some((one) => one.conditions.firstOrder);
  const listRefs = warm ? [] : lists.map(rulesAt);
  const couponRefs = coupons.map(couponAt);
  const buyerRefs = buyerKey !== null && firstCounts ? [buyerAt(buyerKey)] : [];
  return {
    refs: [...listRefs, ...couponRefs, ...buyerRefs],
    from: (items) => {
      const rules = warm ?? keep(items.slice(0, listRefs.length), now);
      const found = items.slice(listRefs.length, listRefs.length + couponRefs.length).map(couponFrom);
      const buyerItem = items[listRefs.length + couponRefs.length];
      return {
        rules: { ...rules, promotions: [...rules.promotions, ...found.filter((one) => one !== undefined)] },
        buyer: buyerKey === null ? null : { key: buyerKey, firstOrder: isFirstOrder(buyerItem, now) },
        coupons: found,
      };
    },
  };
};

const keep = ([tax, shipping, promotions]: readonly (Item | undefined)[], now: number): Rules => {
  const { rounding, entries } = rulesFrom('tax', tax);
  const rules: Rules = {
    tax: { rounding, rules: entries },
    shippingOptions: rulesFrom('shipping', shipping).entries,
    promotions: rulesFrom('promotions', promotions).entries,
  };
  kept = { until: now + KEEP_MS, rules };
  return rules;
};

/** Has a customer's next order not count as the first while another one, which does, may still be paid. */
export const noteFirstOrder = async (buyerKey: string, until: number): Promise<void> => {
  await writeIf(buyerOpen(buyerKey, until));
};
