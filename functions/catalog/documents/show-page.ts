import { isoTime, msOf } from '#lib/clock.ts';
import { type Content, contentOf } from '#lib/compress.ts';
import { money } from '#lib/money.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import type { ProductPage } from '../product/product.ts';
import { nextFlip, priceAt, type ScheduledPrice } from '../product/scheduled-price.ts';
import type { StoredDocument } from '../stored-document.ts';

/** Seconds that shared caches may answer a page, and may go on answering it while they fetch the new one. */
const FRESH = 5;
const STALE = 30;

/** The scheduled prices that are stored beside a page, by variant. */
export type PageSchedule = Readonly<Record<string, readonly ScheduledPrice[]>>;

/** A page with the prices between two flips. */
interface PricedPage {
  readonly content: Content;
  readonly etag: string;
  readonly flip: string | undefined;
}
const recent = ttlCache<PricedPage>(60_000, 500);

/**
 * Answers a stored page with the prices that count now. Nothing is built when a price flips: a page whose variants are
 * in price lists has their times stored beside it, and no cache may answer it beyond the next one.
 * @param now milliseconds since 1970
 */
export const showPage = (stored: StoredDocument, now: number): Reply => {
  const schedule = stored.attributes['schedule'] as PageSchedule | undefined;
  if (!schedule) return reply(stored, FRESH, STALE);
  const at = isoTime(now);
  const flip = nextFlip(Object.values(schedule).flat(), at);
  const id = `${stored.etag} ${flip}`;
  const shown = recent.get(id) ?? keep(id, priced(stored.content.text(), schedule, at, flip));
  const left = flip === undefined ? Number.POSITIVE_INFINITY : Math.floor((msOf(flip) - now) / 1000);
  const fresh = Math.min(FRESH, left);
  return reply(shown, fresh, Math.min(STALE, left - fresh));
};

const reply = ({ content, etag }: Pick<StoredDocument, 'content' | 'etag'>, fresh: number, stale: number): Reply =>
  document(content, etag, `public, max-age=0, s-maxage=${fresh}, stale-while-revalidate=${stale}`);

const keep = (id: string, shown: PricedPage): PricedPage => {
  recent.set(id, shown);
  return shown;
};

const priced = (json: string, schedule: PageSchedule, at: string, flip: string | undefined): PricedPage => {
  const page = JSON.parse(json) as ProductPage;
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
  const text = JSON.stringify({ ...page, variants });
  return { content: contentOf(text), etag: etagOf(text), flip };
};
