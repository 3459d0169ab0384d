import * as z from 'zod/mini';
import { line, lines } from '#lib/text.ts';
import { safeHtml } from '../product/description.ts';
import { limits as ofProducts, slugOf } from '../product/product.ts';
import { Slug } from '../product/product-input.ts';

/** Bounds of collections: one is read whole, and all rules are read with every changed product. */
export const limits = {
  title: 255,
  description: 5_000,
  products: 500,
  conditions: 20,
  /** Collections by rule of a shop. */
  automated: 200,
  /**
   * Collections beyond which a product is not put into another by hand: their ids are stored on it, and each has its
   * list entries.
   */
  ofProduct: 50,
} as const;

const Amount = z.strictObject({
  amount: z.int().check(z.nonnegative(), z.maximum(ofProducts.price)).check(z.describe('Minor units.')),
  currency: z
    .string()
    .check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))
    .check(z.describe('ISO 4217, such as `EUR`.')),
});

/** A condition on a product. Words compare without regard to case; the price is the lowest list price. */
export const CollectionCondition = z.discriminatedUnion('field', [
  z.strictObject({
    field: z.enum(['tag', 'vendor', 'type']).check(z.describe('What is looked at.')),
    operator: z.literal('is').check(z.describe('How it is compared.')),
    value: line(ofProducts.word).check(z.describe('What it is compared with.')),
  }),
  z.strictObject({
    field: z.literal('price').check(z.describe('What is looked at.')),
    operator: z.enum(['at-least', 'at-most']).check(z.describe('How it is compared.')),
    value: Amount.check(z.describe('What it is compared with.')),
  }),
]);
export type CollectionCondition = z.infer<typeof CollectionCondition>;

const Match = z.enum(['all', 'any']);
const Conditions = z.array(CollectionCondition).check(z.minLength(1), z.maxLength(limits.conditions));
const ProductIds = z.array(line(40)).check(z.maxLength(limits.products));

const head = {
  id: z.string().check(z.describe('The collection’s id, `col_…`.')),
  slug: z.string().check(z.describe('Its address.')),
  title: z.string().check(z.describe('What it is called.')),
  description: z.nullable(z.string()).check(z.describe('Sanitised HTML.')),
};
const state = {
  active: z.boolean().check(z.describe('Shown to shoppers; promotions count on one that is not, too.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
};

/** A collection by hand, in the merchant's order. */
const ManualCollection = z.object({
  ...head,
  kind: z.literal('manual').check(z.describe('By hand: products in the merchant’s order.')),
  productIds: z.array(z.string()).check(z.describe('Its products, in their order.')),
  ...state,
});
/** A collection by rule: all of its conditions hold, or any of them. */
const AutomatedCollection = z.object({
  ...head,
  kind: z.literal('automated').check(z.describe('By rule: products that meet the conditions.')),
  match: Match.check(z.describe('Whether all conditions have to be met, or any.')),
  conditions: z.array(CollectionCondition).check(z.describe('What products have to meet.')),
  ...state,
});
export const Collection = z.discriminatedUnion('kind', [ManualCollection, AutomatedCollection]);
export type Collection = z.infer<typeof Collection>;

/** A collection in the list of staff: without its products or its rule. */
export const ListedCollection = z.object({
  ...head,
  kind: z.enum(['manual', 'automated']).check(z.describe('By hand or by rule.')),
  ...state,
});
export type ListedCollection = z.infer<typeof ListedCollection>;

/** A collection as shoppers read it, without its products. */
export const CollectionSummary = z.object(head);
export type CollectionSummary = z.infer<typeof CollectionSummary>;

const named = {
  slug: z.optional(Slug).check(z.describe('Its address; derived from the title without one.')),
  description: z.optional(z.nullable(lines(limits.description))).check(z.describe('HTML, which is sanitised.')),
};

/** The request that creates a collection; the slug is made of the title unless it is named. */
export const NewCollection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('manual').check(z.describe('By hand or by rule.')),
    title: line(limits.title).check(z.describe('What it is called.')),
    ...named,
    active: z._default(z.boolean(), true).check(z.describe('Whether shoppers see it.')),
    productIds: z._default(ProductIds, []).check(z.describe('Its products, in their order.')),
  }),
  z.strictObject({
    kind: z.literal('automated').check(z.describe('By hand or by rule.')),
    title: line(limits.title).check(z.describe('What it is called.')),
    ...named,
    active: z._default(z.boolean(), true).check(z.describe('Whether shoppers see it.')),
    match: z._default(Match, 'all').check(z.describe('Whether all conditions have to be met, or any.')),
    conditions: Conditions.check(z.describe('What products have to meet.')),
  }),
]);
export type NewCollection = z.infer<typeof NewCollection>;

/** The request that changes a collection: fields that are absent stay, and the kind is fixed. */
export const CollectionChange = z.strictObject({
  title: z.optional(line(limits.title)).check(z.describe('What it is called.')),
  ...named,
  active: z.optional(z.boolean()).check(z.describe('Whether shoppers see it.')),
  productIds: z.optional(ProductIds).check(z.describe('Its products, in their order; of one by hand.')),
  match: z.optional(Match).check(z.describe('Whether all conditions have to be met, or any; of one by rule.')),
  conditions: z.optional(Conditions).check(z.describe('What products have to meet; of one by rule.')),
});
export type CollectionChange = z.infer<typeof CollectionChange>;

/**
 * Makes a new collection from its request; the slug is empty when the title has neither a letter nor a digit.
 * @param now ISO 8601
 */
export const newCollection = (id: string, input: NewCollection, now: string): Collection => {
  const { title, description = null, active } = input;
  const first = { id, slug: input.slug ?? slugOf(title), title, description: safeHtml(description), active };
  const times = { version: 1, createdAt: now, updatedAt: now };
  return input.kind === 'manual'
    ? { ...first, kind: 'manual', productIds: input.productIds, ...times }
    : { ...first, kind: 'automated', match: input.match, conditions: input.conditions, ...times };
};

/**
 * Makes the collection after a change; `undefined` when the change names what only the other kind has.
 * @param updatedAt ISO 8601
 */
export const changedCollection = (
  before: Collection,
  change: CollectionChange,
  updatedAt: string,
): Collection | undefined => {
  const { productIds, match, conditions } = change;
  const next = {
    slug: change.slug ?? before.slug,
    title: change.title ?? before.title,
    // Also what stays: an older filter may have made it.
    description: safeHtml(change.description === undefined ? before.description : change.description),
    active: change.active ?? before.active,
    version: before.version + 1,
    updatedAt,
  };
  if (before.kind === 'manual') {
    if (match !== undefined || conditions !== undefined) return undefined;
    return { ...before, ...next, productIds: productIds ?? before.productIds };
  }
  if (productIds !== undefined) return undefined;
  return { ...before, ...next, match: match ?? before.match, conditions: conditions ?? before.conditions };
};
