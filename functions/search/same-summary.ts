import { isDeepStrictEqual } from 'node:util';
import type { SearchSummary } from '../catalog/public.ts';

/** Removes prototypes and undefined members, in which a stored summary differs from one that was read. */
const plain = (summary: SearchSummary | undefined): unknown =>
  summary ? JSON.parse(JSON.stringify(summary)) : undefined;

/** Compares two states of a product as they are indexed and answered. */
export const sameSummary = (a: SearchSummary | undefined, b: SearchSummary | undefined): boolean =>
  isDeepStrictEqual(plain(a), plain(b));
