import { totalStep } from '#lib/money.ts';
import { fractionOf, mulDiv } from '../arithmetic.ts';
import type { LineToPrice } from '../line.ts';
import type { FreeShipping } from '../shipping/shipping-options.ts';
import { type Discount, sharesOf, toStep } from './discounts.ts';
import { counts, type Effect, type Promotion } from './promotion.ts';

export interface ToDiscount {
  readonly currency: string;
  readonly lines: readonly LineToPrice[];
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** `null` while the buyer is not known: then nothing that depends on it counts. */
  readonly buyer: { readonly key: string; readonly firstOrder: boolean } | null;
  /** Automatic ones, and those of the cart's coupons; their order does not matter. */
  readonly promotions: readonly Promotion[];
}

export interface Applied {
  readonly promotion: Promotion;
  /** Off the goods, minor units; 0 of free shipping. */
  readonly amount: number;
}

export interface Promoted {
  /** For `quote()`, which takes off exactly these amounts. */
  readonly discounts: readonly Discount[];
  readonly freeShipping: FreeShipping | undefined;
  readonly applied: readonly Applied[];
}

const stageOf = (effect: Effect): 0 | 1 | 2 =>
  effect.type === 'free-shipping' ? 2 : effect.type === 'buy-x-get-y' || effect.of === 'lines' ? 0 : 1;

/**
 * Computes what promotions take off a cart. They stack in three stages: off lines, off the order, off shipping; within
 * a stage by priority, then by id. Each is computed on what those before have left, so no line goes below zero. A
 * promotion that does not combine is left out when one counted in its stage before it, and ends its stage. Conditions
 * are checked on the cart before any discount. Amounts are minor units in whole steps of the currency.
 */
export const applyPromotions = (input: ToDiscount): Promoted => {
  const { currency, lines } = input;
  const ids = lines.map(({ id }) => id);
  let left = lines.map((line) => toStep(line.unitPrice * line.quantity, currency));
  const value = left.reduce((a, b) => a + b, 0);
  const discounts: Discount[] = [];
  const applied: Applied[] = [];
  let freeShipping: FreeShipping | undefined;
  for (const stage of [0, 1, 2]) {
    const counted: Promotion[] = [];
    for (const promotion of inOrder(input.promotions).filter(({ effect }) => stageOf(effect) === stage)) {
      if (counted.some((one) => !one.combines) || (counted.length > 0 && !promotion.combines)) continue;
      if (!holds(promotion, input, value)) continue;
      const concerned = lines.map((line) => concerns(promotion, line));
      if (!concerned.includes(true)) continue;
      if (promotion.effect.type === 'free-shipping') {
        if (!lines.some((line) => line.requiresShipping)) continue;
        freeShipping = together(freeShipping, promotion.effect.optionIds ?? true);
        counted.push(promotion);
        applied.push({ promotion, amount: 0 });
        continue;
      }
      const given = discountsOf(promotion.effect, { currency, lines, concerned, left });
      const before = left.reduce((a, b) => a + b, 0);
      for (const discount of given) {
        const shares = sharesOf(discount, ids, left, currency);
        left = left.map((amount, i) => amount - (shares[i] ?? 0));
      }
      const amount = before - left.reduce((a, b) => a + b, 0);
      if (amount === 0) continue;
      counted.push(promotion);
      discounts.push(...given);
      applied.push({ promotion, amount });
    }
  }
  return { discounts, freeShipping, applied };
};

const inOrder = (promotions: readonly Promotion[]): Promotion[] =>
  promotions.toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));

const together = (a: FreeShipping | undefined, b: FreeShipping): FreeShipping =>
  a === true || b === true ? true : [...(a ?? []), ...b];

/** Checks a promotion's conditions on the cart, the buyer and the moment. */
const holds = (promotion: Promotion, { currency, at, buyer }: ToDiscount, value: number): boolean => {
  const { minimum, buyerKeys, firstOrder } = promotion.conditions;
  const least = minimum?.[currency];
  return (
    counts(promotion, at) &&
    (minimum === undefined || (least !== undefined && value >= least)) &&
    (buyerKeys === undefined || (buyer !== null && buyerKeys.includes(buyer.key))) &&
    (firstOrder === undefined || buyer?.firstOrder === true)
  );
};

/** Answers whether a promotion concerns a line. */
const concerns = ({ conditions: { productIds, collectionIds, tags } }: Promotion, line: LineToPrice): boolean => {
  const folded = (text: string): string => text.normalize('NFC').toLowerCase();
  const own = new Set((line.tags ?? []).map(folded));
  return (
    (productIds === undefined || (line.productId !== undefined && productIds.includes(line.productId))) &&
    (collectionIds === undefined || collectionIds.some((id) => line.collectionIds?.includes(id))) &&
    (tags === undefined || tags.some((tag) => own.has(folded(tag))))
  );
};

interface Concerned {
  readonly currency: string;
  readonly lines: readonly LineToPrice[];
  readonly concerned: readonly boolean[];
  /** What earlier promotions have left of each line. */
  readonly left: readonly number[];
}

/** Computes the discounts of an effect; more than is left is never taken, see `sharesOf`. */
const discountsOf = (effect: Exclude<Effect, { type: 'free-shipping' }>, cart: Concerned): Discount[] => {
  const { currency, lines, concerned, left } = cart;
  const perLine = (amountOf: (line: LineToPrice, left: number) => number): Discount[] =>
    lines.flatMap((line, i) => {
      const amount = concerned[i] ? toStep(amountOf(line, left[i] ?? 0), currency) : 0;
      return amount > 0 ? [{ amount, lineIds: [line.id] }] : [];
    });
  const lineIds = lines.filter((_, i) => concerned[i]).map(({ id }) => id);
  const sum = left.reduce((all, amount, i) => all + (concerned[i] ? amount : 0), 0);
  switch (effect.type) {
    case 'percentage':
      if (effect.of === 'lines') return perLine((_, amount) => shareOf(amount, effect.share, currency));
      return [{ amount: shareOf(sum, effect.share, currency), lineIds }];
    case 'fixed': {
      const off = effect.amounts[currency] ?? 0;
      if (effect.of === 'lines') return perLine((line, amount) => Math.min(amount, off * line.quantity));
      return [{ amount: toStep(off, currency), lineIds }];
    }
    case 'buy-x-get-y': {
      const free = freeUnits(effect, cart);
      // A unit is worth its part of what is left of its line: without an earlier discount, its price.
      return perLine((line, amount) => mulDiv(amount, free.get(line.id) ?? 0, line.quantity));
    }
  }
};

/** Computes a share of an amount, rounded to the currency's step, half up. */
const shareOf = (amount: number, share: string, currency: string): number => {
  const [part, whole] = fractionOf(share);
  const step = totalStep(currency);
  return mulDiv(amount, part, whole * BigInt(step)) * step;
};

/** Counts the free units of each line: the cheapest by price, of equal ones those of the later line. */
const freeUnits = (
  { buy, get }: { buy: number; get: number },
  { lines, concerned }: Concerned,
): Map<string, number> => {
  const mine = lines.map((line, index) => ({ line, index })).filter(({ index }) => concerned[index]);
  const units = mine.reduce((sum, { line }) => sum + line.quantity, 0);
  let free = Math.floor(units / (buy + get)) * get;
  const taken = new Map<string, number>();
  for (const { line } of mine.toSorted((a, b) => a.line.unitPrice - b.line.unitPrice || b.index - a.index)) {
    const some = Math.min(free, line.quantity);
    taken.set(line.id, some);
    free -= some;
  }
  return taken;
};
