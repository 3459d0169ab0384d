import { isoTime, msOf } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { stale } from '#lib/refusals.ts';
import { transact, type Write } from '#lib/table.ts';
import { replaced, retryOnConflict } from '../change-rules.ts';
import {
  couponRemove,
  couponWrite,
  promotionRemove,
  promotionWrite,
  readPromotion,
  readRules,
  rulesWrite,
} from '../pricing-table.ts';
import { EndsBeforeStart, EndsInPast, LimitWithoutCode, TooManyPromotions } from '../refusals.ts';
import { refuseUnsold } from '../sold-currencies.ts';
import { limits, type NewPromotion, type Promotion, type PromotionChange } from './promotion.ts';
import { type SavedPromotion, withWarnings } from './promotion-warnings.ts';

/**
 * Creates a promotion; with a code it is a coupon.
 * @throws Refusal 409 `code-taken`, 422 `ends-before-start`, `ends-in-past`, `currency-not-sold`, `limit-without-code`
 */
export const createPromotion = async (input: NewPromotion, now: number): Promise<SavedPromotion> => {
  const { startsAt, endsAt, code = null, ...rest } = input;
  const at = isoTime(now);
  const promotion: Promotion = {
    ...rest,
    id: newId('prm'),
    code,
    startsAt: inUtc(startsAt),
    endsAt: inUtc(endsAt),
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  if (code === null && (promotion.totalLimit !== null || promotion.customerLimit !== null)) {
    throw new LimitWithoutCode();
  }
  refuseUnsound(promotion, promotion, now);
  await retryOnConflict(() => save(promotion, promotion));
  return withWarnings(promotion);
};

/**
 * Changes a promotion; fields that are absent stay.
 * @throws Refusal 404, 412, 422 `ends-before-start`, `ends-in-past`, `currency-not-sold`
 */
export const changePromotion = async (
  id: string,
  change: PromotionChange,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<SavedPromotion> => {
  const changed = await retryOnConflict(async () => {
    const before = await read(id, ifMatch);
    const { startsAt, endsAt } = change;
    const next: Promotion = {
      ...before,
      name: change.name ?? before.name,
      active: change.active ?? before.active,
      startsAt: startsAt === undefined ? before.startsAt : inUtc(startsAt),
      endsAt: endsAt === undefined ? before.endsAt : inUtc(endsAt),
      effect: change.effect ?? before.effect,
      conditions: change.conditions ?? before.conditions,
      priority: change.priority ?? before.priority,
      combines: change.combines ?? before.combines,
      version: before.version + 1,
      updatedAt: isoTime(now),
    };
    refuseUnsound(next, change, now);
    await save(before, next);
    return next;
  });
  return withWarnings(changed);
};

/** Removes a promotion; its code is retired for good. @throws Refusal 404, 412 */
export const deletePromotion = (id: string, ifMatch: number | undefined): Promise<void> =>
  retryOnConflict(async () => save(await read(id, ifMatch), undefined));

const read = async (id: string, ifMatch: number | undefined): Promise<Promotion> => {
  const promotion = await readPromotion(id);
  if (ifMatch !== undefined && ifMatch !== promotion.version) throw stale();
  return promotion;
};

/**
 * Writes a promotion and its copy that carts read (behind its code, or among the automatic ones) in one transaction.
 */
const save = async (before: Promotion, next: Promotion | undefined): Promise<void> => {
  const own = next ? promotionWrite(next) : promotionRemove(before);
  const found = before.code === null ? await amongAutomatic(before.id, next) : [behindCode(before.code, next)];
  await transact([own, ...found]);
};

const behindCode = (code: string, next: Promotion | undefined): Write =>
  next ? couponWrite(code, next) : couponRemove(code);

const amongAutomatic = async (id: string, next: Promotion | undefined): Promise<Write[]> => {
  const { version, entries } = await readRules('promotions');
  const wanted = next?.active ? next : undefined;
  const there = entries.some((one) => one.id === id);
  if (!there && !wanted) return [];
  if (!there && entries.length >= limits.automatic) {
    throw new TooManyPromotions(`At most ${limits.automatic} promotions without a code are active.`);
  }
  return [
    rulesWrite(
      'promotions',
      { entries: there || !wanted ? replaced(entries, id, wanted) : [...entries, wanted] },
      version,
    ),
  ];
};

const inUtc = (time: string | null): string | null => (time === null ? null : isoTime(msOf(time)));

/** Refuses a promotion that never counts. Only what the request names is checked, so that old ones can be changed. */
const refuseUnsound = ({ startsAt, endsAt }: Promotion, named: PromotionChange, now: number): void => {
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    throw new EndsBeforeStart(undefined, { startsAt, endsAt });
  }
  if (named.endsAt && endsAt !== null && msOf(endsAt) <= now) {
    throw new EndsInPast('It would have ended already; to end it now, set active to false.', { endsAt });
  }
  refuseUnsold([
    ...(named.effect?.type === 'fixed' ? Object.keys(named.effect.amounts) : []),
    ...Object.keys(named.conditions?.minimum ?? {}),
  ]);
};
