/** Notes something of an order for the staff alone; under the same Idempotency-Key it is one note. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { orderNote } from '../../../users/public.ts';
import { addNote } from '../../notes/add-note.ts';
import { MOST_CHARACTERS, OrderNote } from '../../notes/order-note.ts';
import { TooManyNotes } from '../../refusals.ts';
import { idForRequest } from '../../request-id.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/notes',
  call: 'admin.orders.addNote',
  access: 'staff:orders',
  summary: 'Note something of an order, for the staff alone; an order has at most 100 notes.',
  params: { id: idPattern('ord') },
  body: z.strictObject({
    text: orderNote(MOST_CHARACTERS).check(
      z.describe(
        'What is noted, without e-mail addresses, telephone and card numbers: the contact has what is needed.',
      ),
    ),
  }),
  idempotent: true,
  refuses: [TooManyNotes],
  returns: { 201: OrderNote },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('orders', async (input) => {
    const { params, body } = input;
    return created(`/admin/orders/${params.id}`, await addNote(params.id, idForRequest('nte', input), body.text));
  }),
);
