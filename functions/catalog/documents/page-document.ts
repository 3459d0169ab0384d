import * as z from 'zod/mini';
import { type Product, ProductPage } from '../product/product.ts';
import { storedVisibility } from '../showing/visibility.ts';
import type { Built } from '../stored-document.ts';
import { type PageSources, pageOf } from './product-summary.ts';
import type { PageSchedule } from './show-page.ts';

/** Makes the document at a product's slug: its page, or none for a product that is not sold. */
export const pageDocument = (sources: PageSources): Built => {
  const { product } = sources;
  if (product.status !== 'active') return undefined;
  const schedule = scheduleOf(product);
  return {
    json: JSON.stringify(z.parse(ProductPage, pageOf(sources))),
    attributes: {
      ...(schedule ? { schedule } : {}),
      ...storedVisibility(product),
      ...(product.release ? { releasedAt: product.release.at } : {}),
    },
  };
};

/** Makes the document at a slug that a product had before. */
export const movedDocument = ({ slug }: Product): Built => ({ json: '', attributes: { movedTo: slug } });

/** Picks the list prices in the catalog's currency, by variant; `undefined` when there are none. */
const scheduleOf = ({ variants }: Product): PageSchedule | undefined => {
  const entries = variants.flatMap(({ id, price, scheduled = [] }) => {
    const shown = scheduled.filter(({ currency }) => currency === price.currency);
    return shown.length > 0 ? [[id, shown] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};
