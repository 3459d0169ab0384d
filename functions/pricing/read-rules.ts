import { type Item, type Ref, writeIf } from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
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
import type { Promotion } from './promotions/promotion.ts';

/** Milliseconds that an environment prices with the rules it has read: a change counts everywhere after that. */
const KEEP_MS = 5_000;
const KEY = 'rules';
const lists: readonly RuleList[] = ['tax', 'shipping', 'promotions'];
const recent = ttlCache<Rules>(KEEP_MS, 1);

/** Clears the cached rules, so that this environment prices with a change of its own at once. */
export const forgetRules = (): void => {
  recent.clear();
};

export interface RulesInput {
  /** Codes of the cart's coupons. */
  readonly coupons: readonly string[];
  readonly buyerKey: string | null;
  /** By what the buyer is limited: a mailbox has one first order, whichever of its addresses is given. */
  readonly limitKey: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RulesRead {
  readonly rules: Rules;
  readonly buyer: { readonly key: string; readonly firstOrder: boolean } | null;
  /**
   * The promotion behind each coupon, in the order of the codes; `undefined` for a code that is not known, or retired.
   */
  readonly coupons: readonly (Promotion | undefined)[];
}

/**
 * Lists the items to read for pricing a cart, so that they join the batch that reads its prices: three small items,
 * none while they are cached, one for each coupon, and one for the customer where a first order counts. `from` takes
 * the items in the order of `refs`.
 */
export const readingRules = (
  input: RulesInput,
): { refs: Ref[]; from: (items: readonly (Item | undefined)[]) => RulesRead } => {
  const { coupons, buyerKey, limitKey, now } = input;
  const cached = recent.get(KEY);
  const firstCounts = !cached || coupons.length > 0 || cached.promotions.some((one) => one.conditions.firstOrder);
  const listRefs = cached ? [] : lists.map(rulesAt);
  const couponRefs = coupons.map(couponAt);
  const buyerRefs = limitKey !== null && firstCounts ? [buyerAt(limitKey)] : [];
  return {
    refs: [...listRefs, ...couponRefs, ...buyerRefs],
    from: (items) => {
      const rules = cached ?? keep(items.slice(0, listRefs.length));
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

const keep = ([tax, shipping, promotions]: readonly (Item | undefined)[]): Rules => {
  const { rounding, entries } = rulesFrom('tax', tax);
  const rules: Rules = {
    tax: { rounding, rules: entries },
    shippingOptions: rulesFrom('shipping', shipping).entries,
    promotions: rulesFrom('promotions', promotions).entries,
  };
  recent.set(KEY, rules);
  return rules;
};

/**
 * Records that a customer's next order is not the first while another one, which is, may still be paid for.
 * @param until milliseconds since 1970
 */
export const noteFirstOrder = async (limitKey: string, until: number): Promise<void> => {
  await writeIf(buyerOpen(limitKey, until));
};
