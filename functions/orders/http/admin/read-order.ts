/** An order, for the staff, with its notes. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { readNotes } from '../../notes/notes-table.ts';
import { StaffOrder } from '../../order/order-view.ts';
import { readShownOrder } from '../../order/show-order.ts';

export const contract = {
  method: 'GET',
  path: '/admin/orders/{id}',
  call: 'admin.orders.get',
  access: 'staff:orders',
  summary: 'An order, with what the staff noted.',
  params: { id: idPattern('ord') },
  returns: { 200: StaffOrder },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const [order, notes] = await Promise.all([readShownOrder(params.id), readNotes(params.id)]);
  return ok({ ...order, notes });
});
