import type { Flip } from '#lib/lifetime.ts';
import { batchGet } from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { type ProductCard, productCardAt, productCardFrom } from '../../catalog/public.ts';
import { type Picture, readPictures } from '../../media/public.ts';
import { liveAt, liveFrom } from '../entries/entries-table.ts';
import type { EntryCard } from '../entries/entry.ts';
import { cardAt } from '../entries/entry-card.ts';
import type { StoredCard } from '../entries/live.ts';
import type { Author } from '../names/named.ts';
import { authorAt, namedFrom, sectionAt } from '../names/names-table.ts';
import { flipsAfter, stepAt } from '../timeline.ts';

/** What places are filled with, all as of one moment. */
export interface Filled {
  readonly products: ReadonlyMap<string, ProductCard>;
  readonly entries: ReadonlyMap<string, { readonly card: EntryCard; readonly stored: StoredCard }>;
  readonly authors: ReadonlyMap<string, Author>;
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly flips: readonly Flip[];
}
/** What places name. */
export interface Asked {
  readonly products?: readonly string[];
  readonly entries?: readonly string[];
  readonly authors?: readonly string[];
  readonly media?: readonly string[];
}

/**
 * Reads what places name: one batch of up to a hundred small items, and one of pictures beside it. What is not there, or
 * not shown at the moment, is left out; moments to come at which that changes are flips, also of what is not shown yet.
 * @param moment ISO 8601 in UTC
 */
export const fill = async (
  { products = [], entries = [], authors = [], media = [] }: Asked,
  moment: string,
): Promise<Filled> => {
  const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
  const [productIds, entryIds, slugs] = [distinct(products), distinct(entries), distinct(authors)];
  const refs = [...productIds.map(productCardAt), ...entryIds.map(liveAt), ...slugs.map(authorAt)];
  const [items, pictures] = await Promise.all([batchGet(refs), readPictures(distinct(media))]);
  const writers = items.slice(productIds.length + entryIds.length).flatMap((item) => namedFrom('author', item) ?? []);
  const faces = await readPictures(distinct(writers.flatMap(({ image }) => image ?? [])));
  const flips: Flip[] = [];
  const cards = productIds.flatMap((id, index) => {
    const product = productCardFrom(items[index], moment);
    flips.push(...(product?.flips ?? []).map((at) => ({ at, takesAway: true })));
    return product?.card ? [[id, product.card] as const] : [];
  });
  const shown = entryIds.flatMap((id, index) => {
    const live = liveFrom(items[productIds.length + index]);
    flips.push(...flipsAfter(live?.steps ?? [], moment));
    const [card, step] = [cardAt(id, live, moment), live && stepAt(live.steps, moment)];
    return card && step ? [[id, { card, stored: step.card }] as const] : [];
  });
  return {
    products: new Map(cards),
    entries: new Map(shown),
    authors: new Map(writers.map((author) => [author.slug, author])),
    pictures: new Map([...pictures, ...faces].flatMap((one) => (one ? [[one.id, one] as const] : []))),
    flips,
  };
};

/** Sections as they were read within the last second. */
const recent = ttlCache<{ readonly title: string } | undefined>(1000, 500);

/** Reads the titles of sections: one call for those that were not read within the last second. */
export const readSections = async (slugs: readonly (string | null)[]): Promise<Map<string, string>> => {
  const named = [...new Set(slugs.filter((slug) => slug !== null))];
  const unread = named.filter((slug) => recent.get(slug) === undefined);
  const items = unread.length > 0 ? await batchGet(unread.map(sectionAt)) : [];
  for (const [index, slug] of unread.entries()) recent.set(slug, namedFrom('section', items[index]));
  return new Map(
    named.flatMap((slug) => {
      const found = recent.get(slug);
      return found ? [[slug, found.title] as const] : [];
    }),
  );
};
