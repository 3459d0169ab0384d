import * as z from 'zod/mini';
import { putNew, queryAll, type Write } from '#lib/table.ts';
import { table } from '../order/orders-table.ts';
import { MOST_NOTES, OrderNote } from './order-note.ts';

/**
 * Notes lie beside their order, and apart from its records: the order's own item, version and history, which its buyer
 * sees, say nothing of them. Each has the next number, so that their count needs no counter.
 */
const prefix = 'note#';

/** Reads the notes of an order, oldest first: one call. */
export const readNotes = async (orderId: string): Promise<OrderNote[]> => {
  const items = await queryAll(table, { pk: orderId, begins: prefix, limit: MOST_NOTES, consistent: true });
  return items.map((item) => z.parse(OrderNote, item));
};

/** The write of an order's note; refused when another one got its number. @param number 0 to 99 */
export const newNote = (orderId: string, number: number, note: OrderNote): Write =>
  putNew(table, { pk: orderId, sk: `${prefix}${String(number).padStart(4, '0')}`, type: 'note', ...note });
