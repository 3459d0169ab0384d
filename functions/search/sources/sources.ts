import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOfSold, readSearchProducts } from '../../catalog/public.ts';
import { pageOfShown, readSearchEntries, type ShownPlace } from '../../content/public.ts';
import type { SearchDocument } from '../document.ts';
import type { ReadDocuments, Sources } from '../engine.ts';
import { settings } from '../settings.ts';
import { documentOfEntry, documentOfProduct } from './documents.ts';
import { readUnits } from './units-paid.ts';

const isEntry = (id: string): boolean => id.startsWith('ent_');

/** Reads products and entries as they are now, strongly; units and names of authors and collections may be minutes old. */
export const readDocuments: ReadDocuments = async (ids) => {
  const { SITE_LANGUAGE: language } = settings();
  const [entryIds, productIds] = [ids.filter(isEntry), ids.filter((id) => !isEntry(id))];
  const [entries, products, unitsOf] = await Promise.all([
    entryIds.length > 0 ? readSearchEntries(entryIds, isoTime(nowMs())) : [],
    productIds.length > 0 ? readSearchProducts(productIds) : [],
    readUnits(),
  ]);
  const found = new Map<string, SearchDocument>();
  for (const entry of entries) if (entry) found.set(entry.card.id, documentOfEntry(entry, { language }));
  for (const product of products.flatMap((one) => one ?? [])) {
    const { id } = product.summary;
    found.set(id, documentOfProduct(product, { language, units: unitsOf.get(id) ?? 0 }));
  }
  return ids.map((id) => found.get(id));
};

/** Where the listing goes on: products first, then entries. */
type ListPlace =
  | { readonly of: 'products'; readonly after?: Record<string, unknown> | undefined }
  | { readonly of: 'entries'; readonly at: ShownPlace };
const BEGINNING: ListPlace = { of: 'products' };

const list: Sources['list'] = async (cursor) => {
  const place = cursor === undefined ? BEGINNING : (JSON.parse(cursor) as ListPlace);
  if (place.of === 'products') {
    const { ids, last } = await pageOfSold(place.after);
    const next: ListPlace = last ? { of: 'products', after: last } : { of: 'entries', at: { list: 0 } };
    return { ids, cursor: JSON.stringify(next) };
  }
  const { ids, next } = await pageOfShown(place.at, isoTime(nowMs()));
  return { ids, cursor: next && JSON.stringify({ of: 'entries', at: next } satisfies ListPlace) };
};

/**
 * Where the documents of an index come from: products that are sold and entries that are shown. The lists of both are made
 * behind what they list: who makes an index anew reads the ids that the index before had, and the changes since, beside them.
 */
export const sources: Sources = { read: readDocuments, list };
