import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { movedTo, pageAt } from '../catalog-table.ts';
import { showPage } from '../documents/show-page.ts';
import { ProductPage } from '../product/product.ts';
import { movedReply } from '../showing/shown.ts';
import { readDocument } from '../stored-document.ts';

/**
 * Reads the page of a product, generated when it changed: one key look-up, or none when cached. Its prices are those
 * that count now, it is there while the clock shows it, and no cache keeps it, or that it is not there, beyond the next flip.
 */
export const contract = {
  method: 'GET',
  path: '/products/{slug}',
  call: 'products.get',
  access: 'public',
  summary: 'A product with its variants; the address of a renamed product answers 301.',
  returns: { 200: ProductPage, 301: null },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ params, now }) => {
    const stored = await readDocument(pageAt(params.slug));
    const moved = movedTo(stored);
    if (moved !== undefined) return movedReply(`/api/v1/products/${encodeURIComponent(moved)}`, { flips: [] });
    return showPage(stored, now);
  }),
);
