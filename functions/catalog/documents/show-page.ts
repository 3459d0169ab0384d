import { isoTime } from '#lib/clock.ts';
import { type Content, contentOf } from '#lib/compress.ts';
import { cacheControl, type Flip } from '#lib/lifetime.ts';
import { money } from '#lib/money.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { movedTo, pageAt } from '../catalog-table.ts';
import { flipsToWaitFor } from '../product/on-fronts.ts';
import type { ProductPage } from '../product/product.ts';
import { nextFlip, priceAt, type ScheduledPrice } from '../product/scheduled-price.ts';
import { readDocument, type StoredDocument } from '../stored-document.ts';

/** The scheduled prices that are stored beside a page, by variant. */
export type PageSchedule = Readonly<Record<string, readonly ScheduledPrice[]>>;

/** A page with the prices between two flips. */
interface PricedPage {
  readonly productId: string;
  readonly content: Content;
  readonly etag: string;
}
const recent = ttlCache<PricedPage>(60_000, 500);

/**
 * Answers a stored page with the prices that count now. Nothing is built when a price flips: a page whose variants are
 * in price lists has their times stored beside it, and no cache may answer it beyond the next one.
 * @param now milliseconds since 1970
 */
export const showPage = async (stored: StoredDocument, now: number): Promise<Reply> => {
  const schedule = stored.attributes['schedule'] as PageSchedule | undefined;
  if (!schedule) return document(stored.content, stored.etag, cacheControl([], now));
  const moment = isoTime(now);
  const flip = nextFlip(Object.values(schedule).flat(), moment);
  const id = `${stored.etag} ${flip}`;
  const shown = recent.get(id) ?? keep(id, priced(stored.content.text(), schedule, moment));
  const flips = flip === undefined ? [] : [{ at: flip, takesAway: true }];
  const reply = document(shown.content, shown.etag, cacheControl(flips, now));
  return { ...reply, flips: await flipsToWaitFor(shown.productId, flips, now) };
};

const keep = (id: string, shown: PricedPage): PricedPage => {
  recent.set(id, shown);
  return shown;
};

const priced = (json: string, schedule: PageSchedule, at: string): PricedPage => {
  const page = pricedAt(JSON.parse(json) as ProductPage, schedule, at);
  const text = JSON.stringify(page);
  return { productId: page.id, content: contentOf(text), etag: etagOf(text) };
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

/** Reads a stored page with the prices of a moment (ISO 8601 in UTC), and the moments to come at which they change. */
const pageAtMoment = (
  { content, attributes }: StoredDocument,
  moment: string,
): { page: ProductPage; flips: Flip[] } => {
  const page = JSON.parse(content.text()) as ProductPage;
  const schedule = (attributes['schedule'] ?? {}) as PageSchedule;
  const moments = Object.values(schedule).flatMap((each) => each.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]));
  const flips = moments.flatMap((at) => (at !== null && at > moment ? [{ at, takesAway: true }] : []));
  return { page: pricedAt(page, schedule, moment), flips };
};

/** What is at a product's address: its page with present prices, or the slug that it has now. */
export type ProductFound =
  | { readonly kind: 'product'; readonly page: ProductPage; readonly flips: readonly Flip[] }
  | { readonly kind: 'moved'; readonly slug: string };

/**
 * Finds what is at a product's address: one look-up, none when it was read within the last second; undefined where nothing is.
 * @param moment ISO 8601 in UTC
 */
export const findProductPage = async (slug: string, moment: string): Promise<ProductFound | undefined> => {
  const stored = await readDocument(pageAt(slug));
  const moved = movedTo(stored);
  if (moved !== undefined) return { kind: 'moved', slug: moved };
  return stored && { kind: 'product', ...pageAtMoment(stored, moment) };
};
