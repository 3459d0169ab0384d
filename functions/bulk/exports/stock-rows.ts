import type { WholeStock } from '../../inventory/public.ts';
import { type Cell, codeCell } from '../csv/cells.ts';

export const stockHeader: readonly string[] = [
  'SKU', 'Variant ID', 'Title', 'Tracked', 'Policy', 'On hand', 'Available', 'Held', 'Committed', 'Purchase limit',
]; // biome-ignore format: a header

/** The row of a variant's stock; counts are empty where nothing is counted. */
export const stockRow = (stock: WholeStock): Cell[] => [
  codeCell(stock.sku),
  stock.variantId,
  stock.title,
  stock.tracked,
  stock.policy,
  stock.onHand,
  stock.available,
  stock.held,
  stock.committed,
  stock.purchaseLimit,
];
