import { isoTime, nowMs } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { readPayment } from '../../billing/public.ts';
import { changeOrder, checkSeen, moved, oneMore, type Step } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderReturnedEvent } from '../order/order-events.ts';
import { following } from '../order/order-units.ts';
import { newRecord, nextRecord, recordAt, recordFrom } from '../order/records-table.ts';
import { decideRefund } from './refund.ts';
import { refundWrites, restockWrites } from './refund-order.ts';
import type { ReturnDecision, ReturnRequest } from './requests.ts';
import { asking, deciding, type OrderReturn } from './return.ts';

/**
 * Requests a return of units (the shopper), or enters one (staff: approved at once). The same id again
 * answers the same return. @throws Refusal 409 `not-returnable`, 422 `line-unknown`
 */
export const askReturn = async (
  orderId: string,
  id: string,
  request: ReturnRequest,
  status: 'requested' | 'approved',
): Promise<OrderReturn> => {
  const { result } = await changeOrder(orderId, [recordAt(orderId, id)], (order, [item]) => {
    const made = recordFrom('return', item);
    if (made) return { result: made };
    const now = nowMs();
    const row: OrderReturn = {
      id,
      status,
      lines: request.lines.map((line) => ({ ...line, received: null, restock: null })),
      reason: request.reason,
      refundId: null,
      createdAt: isoTime(now),
      decidedAt: null,
    };
    const change = following(order, { lines: asking(order, request.lines), ...oneMore(order, id) });
    const next = moved(order, change, `return ${id}: ${status}`, now);
    return { next, writes: [newRecord(orderId, 'return', row)], result: row };
  });
  return result;
};

/**
 * Approves or refuses a return, or records what was received: counters, event, units back in stock and the refund, when one is
 * asked for, in one transaction. The same approval or refusal again answers the return as it is; a return is received once.
 * @throws Refusal 404, 409 `return-closed`, `not-refundable`; 412; 422
 */
export const decideReturn = async (
  orderId: string,
  id: string,
  input: ReturnDecision,
  ifMatch: number | undefined,
): Promise<OrderReturn> => {
  // When this call wrote the receipt and its answer was lost, the return says so when it is read again.
  let receiptAt: string | undefined;
  const { result } = await changeOrder(orderId, [recordAt(orderId, id)], async (order, [item]) => {
    const row = recordFrom('return', item);
    if (!row) throw notFound('return');
    const isDone = row.status === input.status && (row.status !== 'received' || row.decidedAt === receiptAt);
    if (isDone) return { result: row };
    checkSeen(order, ifMatch);
    const now = nowMs();
    const decided = deciding(order, row, input, isoTime(now));
    receiptAt = decided.row.decidedAt ?? undefined;
    if (input.status === 'received') return receive(order, decided.row, decided.lines, input, now);
    const next = moved(order, following(order, { lines: decided.lines }), `return ${id}: ${input.status}`, now);
    return { next, writes: [nextRecord(orderId, 'return', decided.row)], result: decided.row };
  });
  return result;
};

const receive = async (
  order: Order,
  row: OrderReturn,
  lines: Order['lines'],
  input: ReturnDecision,
  now: number,
): Promise<Step<OrderReturn>> => {
  const refund = input.refund && (await refundOf({ ...order, lines }, row, input.refund, now));
  const received: OrderReturn = { ...row, refundId: refund?.row.id ?? null };
  const change = following(order, {
    lines,
    ...refund?.change,
    sequence: order.sequence + 1,
    ...(refund ? oneMore(order, refund.row.id) : {}),
  });
  const next = moved(order, change, `return ${row.id}: received${refund ? `; refund ${refund.row.id}` : ''}`, now);
  const came = row.lines
    .filter((line) => line.restock)
    .map(({ lineId, received }) => ({ lineId, quantity: received ?? 0 }));
  const back = restockWrites(order, row.id, 'return', came);
  const writes = [
    nextRecord(order.id, 'return', received),
    orderReturnedEvent(next, received, now),
    ...(refund?.writes ?? []),
    ...back.writes,
  ];
  return { next, writes, owed: back.owed, result: received };
};

/** The refund of what came; its id follows from the return's, so that a return is paid back once. */
const refundOf = async (order: Order, row: OrderReturn, input: NonNullable<ReturnDecision['refund']>, now: number) => {
  const came = row.lines.filter((line) => line.received);
  const lines = came.map(({ lineId, received }) => ({ lineId, quantity: received ?? 0, restock: false }));
  const decision = decideRefund(order, { ...input, lines, sentOnly: true });
  const payment = await readPayment(order.paidBy ?? '');
  const id = `ref_${row.id.slice('ret_'.length)}`;
  const reason = `return ${row.id}`;
  return { ...refundWrites({ order, id, payment, decision, reason, returnId: row.id, now }), change: decision.change };
};
