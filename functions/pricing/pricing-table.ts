import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { get, type Item, type Key, put, query, type Ref, remove, tableOf, update, type Write } from '#lib/table.ts';
import { Promotion } from './promotions/promotion.ts';
import { CodeTaken, RulesTooLarge } from './refusals.ts';
import { ShippingRule } from './shipping/shipping-options.ts';
import { Rounding, TaxRule } from './tax/tax.ts';

/**
 * Keys, items and conditions of pricing's table; no other file knows them. `…At` names an item's key, `…From` parses an
 * item (`undefined` for none), `…Write` makes a write with its condition.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | what every cart is priced with: tax rates, shipping options, automatic promotions | `rules` | `tax`, `shipping`, `promotions` |
 * | promotion | `promotions` | `prm_…` |
 * | promotion behind a coupon's code, and codes that were given up | `coupon#<code>` | `coupon` |
 * | whether a customer has ordered before | `buyer#<key>` | `buyer` |
 */
const table = tableOf('pricing');
const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });

// --- what every cart is priced with: three small items, each a list that is written whole on its version

const listed = <S extends z.ZodMiniType>(entry: S) => z.object({ version: z.int(), entries: z.array(entry) });
export const TaxRules = z.extend(listed(TaxRule), { rounding: Rounding });
export type TaxRules = z.infer<typeof TaxRules>;
export const ShippingRules = listed(ShippingRule);
export const AutomaticPromotions = listed(Promotion);

/** The lists by name, with their schema and what they are while nothing was set. */
export const ruleLists = {
  tax: { schema: TaxRules, empty: { version: 0, entries: [], rounding: 'line' as const } },
  shipping: { schema: ShippingRules, empty: { version: 0, entries: [] } },
  promotions: { schema: AutomaticPromotions, empty: { version: 0, entries: [] } },
};
export type RuleList = keyof typeof ruleLists;
export type RulesIn<L extends RuleList> = z.output<(typeof ruleLists)[L]['schema']>;

export const rulesAt = (list: RuleList): Ref => at('rules', list);
export const rulesFrom = <L extends RuleList>(list: L, item: Item | undefined): RulesIn<L> =>
  (item ? z.parse(ruleLists[list].schema, item) : ruleLists[list].empty) as RulesIn<L>;
/** Reads a list of rules strongly; its empty form when none was set. */
export const readRules = async <L extends RuleList>(list: L): Promise<RulesIn<L>> =>
  rulesFrom(list, await get(rulesAt(list), { consistent: true }));

/** Bytes that a list may have: every cart is priced with it. */
const MOST_BYTES = 100_000;

/**
 * Puts a list on the condition that the version before it is stored.
 * @throws Refusal 422 `rules-too-large`; when executed, ConditionFailed when another writer came first
 */
export const rulesWrite = <L extends RuleList>(list: L, next: Omit<RulesIn<L>, 'version'>, before: number): Write => {
  if (Buffer.byteLength(JSON.stringify(next)) > MOST_BYTES) {
    throw new RulesTooLarge(`All of them together would have more than ${MOST_BYTES} bytes.`);
  }
  return put(
    table,
    { ...at('rules', list).key, type: 'rules', ...next, version: before + 1 },
    before === 0 ? { if: 'attribute_not_exists(pk)' } : { if: '#version = :before', values: { before } },
  );
};

// --- promotions

const promotionAt = (id: string) => at('promotions', id);
export const couponAt = (code: string): Ref & { readonly key: Key } => at(`coupon#${code}`, 'coupon');
/** Parses the promotion behind a code; `undefined` for none, and for a code that was retired. */
export const couponFrom = (item: Item | undefined): Promotion | undefined =>
  item && item['promotion'] !== undefined ? z.parse(Promotion, item['promotion']) : undefined;

/** Puts a promotion on the condition that the version before it is stored. */
export const promotionWrite = (promotion: Promotion): Write =>
  put(
    table,
    { ...promotionAt(promotion.id).key, type: 'promotion', ...promotion },
    promotion.version === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#version = :before', values: { before: promotion.version - 1 } },
  );

/** Removes a promotion on the condition that its version is still stored. */
export const promotionRemove = ({ id, version }: Promotion): Write =>
  remove(table, promotionAt(id).key, { if: '#version = :version', values: { version } });

/**
 * Claims a code for a promotion, or writes its copy behind the code. @throws, when executed, Refusal 409 `code-taken`
 */
export const couponWrite = (code: string, promotion: Promotion): Write =>
  put(
    table,
    { ...couponAt(code).key, type: 'coupon', promotionId: promotion.id, promotion },
    {
      if: 'attribute_not_exists(pk) OR (#promotionId = :promotionId AND attribute_exists(#promotion))',
      values: { promotionId: promotion.id },
      refused: () => new CodeTaken(undefined, { coupon: code }),
    },
  );

/** Retires a code. The item stays: limits are used up under this name, so it is never claimed again. */
export const couponRemove = (code: string): Write => update(table, couponAt(code).key, 'REMOVE #promotion', {});

/** Reads a promotion. @throws Refusal 404 */
export const readPromotion = async (id: string): Promise<Promotion> => {
  const item = await get(promotionAt(id), { consistent: true });
  if (!item) throw notFound('promotion');
  return z.parse(Promotion, item);
};

/** Reads a page of promotions, newest first. */
export const listPromotions = async (
  limit: number,
  after: Item | undefined,
): Promise<{ promotions: Promotion[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: 'promotions', limit, after, newestFirst: true });
  return { promotions: items.map((item) => z.parse(Promotion, item)), last };
};

// --- customers, by the key that limits go by

export const buyerAt = (limitKey: string): Ref & { readonly key: Key } => at(`buyer#${limitKey}`, 'buyer');

/** Answers whether an order would be a customer's first. @param now milliseconds since 1970 */
export const isFirstOrder = (item: Item | undefined, now: number): boolean =>
  item === undefined || (item['paidAt'] === undefined && Number(item['openUntil'] ?? 0) <= now);

/** Records that a customer has paid for an order; refused when that is recorded. */
export const buyerPaid = (limitKey: string, paidAt: string): Write =>
  update(
    table,
    buyerAt(limitKey).key,
    'SET #type = :type, #paidAt = :paidAt REMOVE #openUntil, #ttl',
    { type: 'buyer', paidAt },
    { if: 'attribute_not_exists(#paidAt)' },
  );

/**
 * Records that an order of a customer uses a first-order promotion and may still be paid for until a moment.
 * @param until milliseconds since 1970
 */
export const buyerOpen = (limitKey: string, until: number): Write =>
  update(
    table,
    buyerAt(limitKey).key,
    'SET #type = :type, #openUntil = :until, #ttl = :ttl',
    { type: 'buyer', until, ttl: epochSeconds(until) + 86_400 },
    { if: 'attribute_not_exists(#paidAt)' },
  );
