import * as z from 'zod/mini';
import { type Built, buildDocument, raiseDocument } from '#lib/document.ts';
import { write } from '#lib/table.ts';
import { pageAt, readSlug } from '../catalog-table.ts';
import { ProductPage } from '../product.ts';
import { pageOf } from './card.ts';
import { readSources } from './read-sources.ts';

/**
 * Builds the document at an address: the page of the product that lives there, the new address of one that lived there,
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
  return product.status === 'active' ? { json: JSON.stringify(z.parse(ProductPage, pageOf(sources))) } : undefined;
};
