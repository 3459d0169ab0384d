import { isDeepStrictEqual } from 'node:util';
import type { ProductCard } from '../catalog/public.ts';

/** Without prototypes and undefined members, in which what was stored differs from what was read. */
const plain = (card: ProductCard | undefined): unknown => (card ? JSON.parse(JSON.stringify(card)) : undefined);

/** Whether two states of a product are found and shown the same. */
export const sameCard = (a: ProductCard | undefined, b: ProductCard | undefined): boolean =>
  isDeepStrictEqual(plain(a), plain(b));
