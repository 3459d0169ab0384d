import { isoTime, nowMs } from '#lib/clock.ts';
import { busy, notFound } from '#lib/refusals.ts';
import { writeIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { findOrder } from '../order/orders-table.ts';
import { TooManyNotes } from '../refusals.ts';
import { newNote, readNotes } from './notes-table.ts';
import { MOST_NOTES, type OrderNote } from './order-note.ts';

const ATTEMPTS = 10;

/**
 * Adds a note to an order, in whatever state that is; the same id again answers the same note.
 * @throws Refusal 404, 409 `too-many-notes`, 503 `try-again`
 */
export const addNote = async (orderId: string, id: string, text: string): Promise<OrderNote> => {
  if (!(await findOrder(orderId))) throw notFound('order');
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const notes = await readNotes(orderId);
    const made = notes.find((note) => note.id === id);
    if (made) return made;
    if (notes.length >= MOST_NOTES) throw new TooManyNotes(`An order has at most ${MOST_NOTES} notes.`);
    const note: OrderNote = { id, text, by: actor(), createdAt: isoTime(nowMs()) };
    if (await writeIf(newNote(orderId, notes.length, note))) return note;
  }
  throw busy('Many write notes of this order at once; send the same request again.');
};
