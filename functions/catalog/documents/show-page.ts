import { isoTime, nowMs } from '#lib/clock.ts';
import { type Content, contentOf } from '#lib/compress.ts';
import { cacheControl, type Flip } from '#lib/lifetime.ts';
import { money } from '#lib/money.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { movedTo, pageAt } from '../catalog-table.ts';
import type { ProductPage } from '../product/product.ts';
import { nextFlip, priceAt, type ScheduledPrice } from '../product/scheduled-price.ts';
import { type ProductFlip, waitsForFlip } from '../showing/on-fronts.ts';
import { notThere } from '../showing/shown.ts';
import { isVisible, visibilityFlips } from '../showing/visibility.ts';
import { readDocument, type StoredDocument } from '../stored-document.ts';

/** The scheduled prices that are stored beside a page, by variant. */
export type PageSchedule = Readonly<Record<string, readonly ScheduledPrice[]>>;

/** A page with the prices between two flips. */
interface PricedPage {
  readonly content: Content;
  readonly etag: string;
}
const recent = ttlCache<PricedPage>(60_000, 500);

/** Lists the moments after one (ISO 8601 in UTC) at which a page appears, changes its prices or goes. */
const flipsOf = ({ attributes }: StoredDocument, after: string): ProductFlip[] => {
  const scheduled = Object.values((attributes['schedule'] ?? {}) as PageSchedule).flat();
  const moments = scheduled.flatMap(({ startsAt, endsAt, release }) => [
    { at: startsAt, byRelease: release },
    { at: endsAt, byRelease: false },
  ]);
  return [
    ...visibilityFlips(attributes, after).map((flip) => ({ ...flip, byRelease: flip.at === attributes['releasedAt'] })),
    ...moments.flatMap(({ at, byRelease }) => (at !== null && at > after ? [{ at, takesAway: true, byRelease }] : [])),
  ];
};

/**
 * Answers a stored page as it is now. Nothing is built when a price flips, or when the product appears or goes: those times
 * are stored beside the page, and no cache may answer it, nor its absence, beyond the next one.
 * @param now milliseconds since 1970
 * @throws Refusal 404 where there is none, or it is not shown now
 */
export const showPage = async (stored: StoredDocument | undefined, now: number): Promise<Reply> => {
  if (!stored) throw notThere('product', { flips: [] });
  const at = isoTime(now);
  const flips = flipsOf(stored, at);
  const changing = { flips, waits: await waitsOf(stored, flips, now) };
  if (!isVisible(stored.attributes, at)) throw Object.assign(notThere('product', changing), changing);
  const schedule = stored.attributes['schedule'] as PageSchedule | undefined;
  const { content, etag } = schedule ? pricedPage(stored, schedule, at) : stored;
  return { ...document(content, etag, cacheControl(flips, nowMs())), ...changing };
};

const waitsOf = (stored: StoredDocument, flips: readonly ProductFlip[], now: number) =>
  waitsForFlip(() => pageIn(stored).id, flips, now);
const pageIn = ({ content }: StoredDocument): ProductPage => JSON.parse(content.text()) as ProductPage;

const pricedPage = (stored: StoredDocument, schedule: PageSchedule, at: string): PricedPage => {
  const id = `${stored.etag} ${nextFlip(Object.values(schedule).flat(), at)}`;
  return recent.get(id) ?? keep(id, priced(pageIn(stored), schedule, at));
};

const keep = (id: string, shown: PricedPage): PricedPage => {
  recent.set(id, shown);
  return shown;
};

const priced = (page: ProductPage, schedule: PageSchedule, at: string): PricedPage => {
  const text = JSON.stringify(pricedAt(page, schedule, at));
  return { content: contentOf(text), etag: etagOf(text) };
};

/** Prices a page at a moment (ISO 8601 in UTC). */
const pricedAt = (page: ProductPage, schedule: PageSchedule, at: string): ProductPage => {
  const variants = page.variants.map((variant) => {
    const { currency, amount } = variant.price;
    const now = priceAt({ prices: { [currency]: amount }, scheduled: schedule[variant.id] }, currency, at);
    if (!now || now.amount === amount) return variant;
    const before =
      now.regular ??
      (variant.compareAtPrice && variant.compareAtPrice.amount > now.amount ? variant.compareAtPrice.amount : null);
    return {
      ...variant,
      price: money(now.amount, currency),
      compareAtPrice: before === null ? null : money(before, currency),
    };
  });
  return { ...page, variants };
};

/** When what is at a product's address changes, and whether a request through the edge waits for that. */
interface Changing {
  readonly flips: readonly Flip[];
  readonly waits: boolean;
}
/** What is at a product's address: its page with the prices of a moment, none outside of its time, or the slug that it has now. */
export type ProductFound =
  | ({ readonly kind: 'product'; readonly page: ProductPage } & Changing)
  | ({ readonly kind: 'hidden' } & Changing)
  | { readonly kind: 'moved'; readonly slug: string };

/**
 * Finds what is at a product's address: one look-up, none when it was read within the last second, one more in the last
 * seconds before a flip; undefined where nothing is.
 * @param now milliseconds since 1970
 */
export const findProductPage = async (slug: string, now: number): Promise<ProductFound | undefined> => {
  const stored = await readDocument(pageAt(slug));
  const moved = movedTo(stored);
  if (moved !== undefined) return { kind: 'moved', slug: moved };
  if (!stored) return undefined;
  const moment = isoTime(now);
  const flips = flipsOf(stored, moment);
  const changing = { flips, waits: await waitsOf(stored, flips, now) };
  if (!isVisible(stored.attributes, moment)) return { kind: 'hidden', ...changing };
  const schedule = (stored.attributes['schedule'] ?? {}) as PageSchedule;
  return { kind: 'product', page: pricedAt(pageIn(stored), schedule, moment), ...changing };
};
