import * as z from 'zod/mini';
import { type Built, buildDocument, raiseDocument } from '#lib/document.ts';
import { write } from '#lib/table.ts';
import { pageAt, readSlug } from '../catalog-table.ts';
import { type Product, ProductPage } from '../product/product.ts';
import { pageOf } from './product-summary.ts';
import { readSources } from './read-sources.ts';
import type { PageSchedule } from './show-page.ts';

/**
 * Builds the document at a slug: the page of the product with this slug, the new slug of a product that had it before,
 * or nothing for a product that is not sold.
 */
export const buildPage = async (slug: string): Promise<void> => {
  const { table, key } = pageAt(slug);
  await write(raiseDocument(table, key));
  await buildDocument(table, key, () => contentOf(slug));
};

const contentOf = async (slug: string): Promise<Built> => {
  const productId = await readSlug(slug);
  const sources = productId === undefined ? undefined : await readSources(productId);
  if (!sources) return undefined;
  const { product } = sources;
  if (product.slug !== slug) return { json: '', attributes: { movedTo: product.slug } };
  if (product.status !== 'active') return undefined;
  const schedule = scheduleOf(product);
  return { json: JSON.stringify(z.parse(ProductPage, pageOf(sources))), attributes: schedule ? { schedule } : {} };
};

/** Picks the list prices in the catalog's currency, by variant; `undefined` when there are none. */
const scheduleOf = ({ variants }: Product): PageSchedule | undefined => {
  const entries = variants.flatMap(({ id, price, scheduled = [] }) => {
    const shown = scheduled.filter(({ currency }) => currency === price.currency);
    return shown.length > 0 ? [[id, shown] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};
