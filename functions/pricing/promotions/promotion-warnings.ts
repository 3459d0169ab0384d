import * as z from 'zod/mini';
import { unknownIds } from '../../catalog/public.ts';
import { readRules } from '../pricing-table.ts';
import { builtInOptionIds } from '../shipping/shipping-options.ts';
import { Promotion } from './promotion.ts';

/** Something of a promotion that was taken and may be a slip: an id that names nothing (yet). */
export const PromotionWarning = z.object({
  code: z
    .enum(['product-unknown', 'collection-unknown', 'shipping-option-unknown'])
    .check(z.describe('What may be a slip, as a constant.')),
  detail: z.string().check(z.describe('What may be a slip, for people.')),
  id: z.string().check(z.describe('The id that names nothing.')),
});
export type PromotionWarning = z.infer<typeof PromotionWarning>;

/** A promotion as its creation and its changes answer it. */
export const SavedPromotion = z.extend(Promotion, {
  warnings: z.array(PromotionWarning).check(z.describe('What was taken and may be a slip.')),
});
export type SavedPromotion = z.infer<typeof SavedPromotion>;

/** Adds to a promotion what may be a slip in it: products, collections and shipping options that there are not. */
export const withWarnings = async (promotion: Promotion): Promise<SavedPromotion> => {
  const { effect, conditions } = promotion;
  const { productIds = [], collectionIds = [] } = conditions;
  const optionIds = effect.type === 'free-shipping' ? (effect.optionIds ?? []) : [];
  const unknown =
    productIds.length + collectionIds.length > 0
      ? await unknownIds({ productIds, collectionIds })
      : { productIds, collectionIds };
  const offered = optionIds.length > 0 ? await offeredIds() : [];
  return {
    ...promotion,
    warnings: [
      ...unknown.productIds.map((id) => warning('product-unknown', 'product', id)),
      ...unknown.collectionIds.map((id) => warning('collection-unknown', 'collection', id)),
      ...optionIds
        .filter((id) => !offered.includes(id))
        .map((id) => warning('shipping-option-unknown', 'shipping option', id)),
    ],
  };
};

const warning = (code: PromotionWarning['code'], what: string, id: string): PromotionWarning => ({
  code,
  detail: `There is no ${what} ${id}: the promotion does not count on it.`,
  id,
});

const offeredIds = async (): Promise<readonly string[]> => {
  const { entries } = await readRules('shipping');
  return entries.length > 0 ? entries.map(({ id }) => id) : builtInOptionIds;
};
