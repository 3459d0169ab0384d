import * as z from 'zod/mini';
import { MOST_AMOUNT } from '#lib/money.ts';
import { line, typed } from '#lib/text.ts';

/** Bounds of promotions: they are read with a cart, so each is small and those without a code are few. */
export const limits = { codes: 5, automatic: 50, listed: 50, tags: 20, buyers: 50, name: 80 } as const;

const currency = z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'));
const amount = z.int().check(z.nonnegative(), z.maximum(MOST_AMOUNT));
/** Minor units by currency. A promotion with amounts counts only in the currencies that it names. */
const Amounts = z
  .record(currency, amount)
  .check(z.refine((value) => Object.keys(value).length >= 1 && Object.keys(value).length <= 30, 'names no currency'));
const few = z.int().check(z.gte(1), z.lte(100));

/** A share between 0 and 1 as a decimal text: `"0.15"`. */
export const Share = z.string().check(z.regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, 'must be a share such as 0.15'));

/**
 * The effect of a promotion. `lines`: off each line that it concerns (a fixed amount: off each unit); `order`: off all
 * that it concerns together. Buy x get y: of the units that it concerns, for every `buy + get` of them the cheapest
 * `get` are free.
 */
export const Effect = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('percentage').check(z.describe('What the promotion does.')),
    of: z.enum(['lines', 'order']).check(z.describe('Off each line that it concerns, or off all of them together.')),
    share: Share.check(z.describe('A share as a decimal text: `"0.15"`.')),
  }),
  z.strictObject({
    type: z.literal('fixed').check(z.describe('What the promotion does.')),
    of: z.enum(['lines', 'order']).check(z.describe('Off each line that it concerns, or off all of them together.')),
    amounts: Amounts.check(z.describe('Minor units by currency.')),
  }),
  z.strictObject({
    type: z.literal('buy-x-get-y').check(z.describe('What the promotion does.')),
    buy: few.check(z.describe('Units that are paid.')),
    get: few.check(z.describe('Units that are free with them, the cheapest.')),
  }),
  z.strictObject({
    type: z.literal('free-shipping').check(z.describe('What the promotion does.')),
    /** Every option without it. */
    optionIds: z
      .optional(z.array(line(60)).check(z.minLength(1), z.maxLength(20)))
      .check(z.describe('Shipping options that become free; all without it.')),
  }),
]);
export type Effect = z.infer<typeof Effect>;

/** The conditions of a promotion, which must all hold; of a list one is enough. */
export const Conditions = z.strictObject({
  minimum: z
    .optional(Amounts)
    .check(z.describe('Least that the cart’s goods cost before any discount, in minor units by currency.')),
  productIds: z
    .optional(z.array(line(40)).check(z.minLength(1), z.maxLength(limits.listed)))
    .check(z.describe('Only these products.')),
  /** Products in one of these collections. */
  collectionIds: z
    .optional(z.array(line(40)).check(z.minLength(1), z.maxLength(limits.listed)))
    .check(z.describe('Only products in one of these collections.')),
  /** Products with one of these tags, whatever the case of their letters. */
  tags: z
    .optional(z.array(line(255)).check(z.minLength(1), z.maxLength(limits.tags)))
    .check(z.describe('Only products with one of these tags, whatever the case of their letters.')),
  /** Customers by the key that orders carry; no address is stored here. */
  buyerKeys: z
    .optional(z.array(line(64)).check(z.minLength(1), z.maxLength(limits.buyers)))
    .check(z.describe('Only these customers, by the key that orders carry.')),
  /** This customer has paid for nothing before, and no other order of theirs uses a first-order promotion. */
  firstOrder: z.optional(z.literal(true)).check(z.describe('Only a customer’s first order.')),
});
export type Conditions = z.infer<typeof Conditions>;

/** A code; codes are stored, compared and shown in upper case. */
export const Code = z
  .string()
  .check(
    z.overwrite(typed),
    z.toUpperCase(),
    z.regex(/^[A-Z0-9][A-Z0-9_-]{2,39}$/, 'must be 3 to 40 letters, digits, - or _'),
  );

export const Promotion = z.object({
  id: z.string().check(z.describe('The promotion’s id, `prm_…`.')),
  name: z.string().check(z.describe('The promotion as the buyer reads it.')),
  code: z.nullable(z.string()).check(z.describe('Counts only for a cart with this coupon; null: for every cart.')),
  active: z.boolean().check(z.describe('Whether it counts at all.')),
  /** ISO 8601 in UTC; counts from the start on, and until just before the end. */
  startsAt: z.nullable(z.string()).check(z.describe('When it begins to count; null for at once.')),
  endsAt: z.nullable(z.string()).check(z.describe('Until just before when it counts; null for never ending.')),
  effect: Effect.check(z.describe('What it does.')),
  conditions: Conditions.check(z.describe('When it counts, and for which goods.')),
  priority: z.int().check(z.describe('Within a stage the lower number goes first, then the lower id.')),
  combines: z
    .boolean()
    .check(z.describe('False: it is left out when another counted in its stage before, and none follows it there.')),
  totalLimit: z.nullable(z.int()).check(z.describe('Orders that may use its code; null for any number.')),
  customerLimit: z
    .nullable(z.int())
    .check(z.describe('Orders of one customer that may use its code; null for any number.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type Promotion = z.infer<typeof Promotion>;

const time = z.nullable(z.iso.datetime({ offset: true }));
const limit = z.nullable(z.int().check(z.gte(1), z.lte(100_000_000)));
const fields = {
  name: line(limits.name).check(z.describe('The promotion as the buyer reads it.')),
  active: z.boolean().check(z.describe('Whether it counts at all.')),
  startsAt: time.check(z.describe('When it begins to count; null for at once.')),
  endsAt: time.check(z.describe('Until just before when it counts; null for never ending.')),
  effect: Effect.check(z.describe('What it does.')),
  conditions: Conditions.check(z.describe('When it counts, and for which goods.')),
  priority: z
    .int()
    .check(z.gte(0), z.lte(1000))
    .check(z.describe('Within a stage the lower number goes first, then the lower id.')),
  combines: z
    .boolean()
    .check(z.describe('False: it is left out when another counted in its stage before, and none follows it there.')),
};

export const NewPromotion = z.strictObject({
  name: fields.name,
  code: z
    .optional(z.nullable(Code))
    .check(z.describe('Counts only for a cart with this coupon; null: for every cart.')),
  active: z._default(fields.active, true),
  startsAt: z._default(time, null).check(z.describe('When it begins to count; null for at once.')),
  endsAt: z._default(time, null).check(z.describe('Until just before when it counts; null for never ending.')),
  effect: fields.effect,
  conditions: z._default(Conditions, {}).check(z.describe('When it counts, and for which goods.')),
  priority: z._default(fields.priority, 100),
  combines: z._default(fields.combines, true),
  totalLimit: z._default(limit, null).check(z.describe('Orders that may use its code; null for any number.')),
  customerLimit: z
    ._default(limit, null)
    .check(z.describe('Orders of one customer that may use its code; null for any number.')),
});
export type NewPromotion = z.infer<typeof NewPromotion>;

/**
 * The request that changes a promotion: fields that are absent stay. The code and its limits are fixed: stock is opened
 * for them, under that name.
 */
export const PromotionChange = z.partial(z.strictObject(fields));
export type PromotionChange = z.infer<typeof PromotionChange>;

/** Answers whether a promotion counts at a moment (ISO 8601 in UTC): from its start, and until just before its end. */
export const counts = ({ active, startsAt, endsAt }: Promotion, at: string): boolean =>
  active && (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);

/** Lists the limits of a promotion that an order takes from, by the names that inventory has for them. */
export const limitsOf = (promotion: Promotion, buyerKey: string): { what: string; quantity: number }[] => [
  ...(promotion.code !== null && promotion.totalLimit !== null
    ? [{ what: `coupon#${promotion.code}`, quantity: promotion.totalLimit }]
    : []),
  ...(promotion.code !== null && promotion.customerLimit !== null
    ? [{ what: `limit#coupon#${promotion.code}#${buyerKey}`, quantity: promotion.customerLimit }]
    : []),
  ...(promotion.conditions.firstOrder ? [{ what: `limit#first-order#${buyerKey}`, quantity: 1 }] : []),
];
