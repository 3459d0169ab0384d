import * as z from 'zod/mini';

/** What somebody of the staff noted of an order; never changed. */
export const OrderNote = z.object({
  id: z.string().check(z.describe('The note’s id, `nte_…`.')),
  text: z.string().check(z.describe('What was noted.')),
  by: z.string().check(z.describe('Who noted it: which key of the shop.')),
  createdAt: z.string().check(z.describe('When.')),
});
export type OrderNote = z.infer<typeof OrderNote>;

/** Notes of one order, and characters of one. */
export const [MOST_NOTES, MOST_CHARACTERS] = [100, 2000];
