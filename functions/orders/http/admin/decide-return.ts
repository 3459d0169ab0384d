/** Approves, refuses or receives a return; received, its units go back on the shelf and its money to the buyer, once. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { InvalidAmount, NotRefundable } from '../../../billing/refusals.ts';
import { ReturnDecision } from '../../after-payment/requests.ts';
import { OrderReturn } from '../../after-payment/return.ts';
import { decideReturn } from '../../after-payment/return-order.ts';
import { LineUnknown, NotReceived, NotReturnable, ReturnClosed, TooManyRecords } from '../../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/orders/{id}/returns/{returnId}',
  call: 'admin.orders.decideReturn',
  access: 'staff:orders',
  summary: 'Approve or refuse a return, or say what came of it, with or without restocking and a refund.',
  params: { id: idPattern('ord'), returnId: idPattern('ret') },
  body: ReturnDecision,
  refuses: [InvalidAmount, LineUnknown, NotReceived, NotRefundable, NotReturnable, ReturnClosed, TooManyRecords],
  returns: { 200: OrderReturn },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) =>
  ok(await decideReturn(params.id, params.returnId, body, ifMatch)),
);
