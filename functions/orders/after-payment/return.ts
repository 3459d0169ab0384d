import * as z from 'zod/mini';
import type { Order } from '../order/order.ts';
import { toReturn, withLines } from '../order/order-units.ts';
import { NotReceived, NotReturnable, ReturnClosed } from '../refusals.ts';
import { LineQuantity, unknownLine } from './fulfilment.ts';
import type { ReturnDecision } from './requests.ts';

export const ReturnState = z.enum(['requested', 'approved', 'refused', 'received']);
export type ReturnState = z.infer<typeof ReturnState>;

/** Goods on their way back: asked for by the shopper or entered by staff, and received with or without restocking. */
export const OrderReturn = z.object({
  id: z.string().check(z.describe('The return’s id, `ret_…`.')),
  status: ReturnState.check(z.describe('Where the return stands.')),
  lines: z
    .array(
      z.extend(LineQuantity, {
        received: z.nullable(z.int()).check(z.describe('Units that came; null until the return was received.')),
        restock: z
          .nullable(z.boolean())
          .check(z.describe('Whether they went back on the shelf; null until the return was received.')),
      }),
    )
    .check(z.describe('The units it is for.')),
  reason: z.string().check(z.describe('Why, as it was written.')),
  refundId: z.nullable(z.string()).check(z.describe('The refund that goes with it; null without one.')),
  createdAt: z.string().check(z.describe('When it was asked for.')),
  decidedAt: z.nullable(z.string()).check(z.describe('When it was refused or received; null before.')),
});
export type OrderReturn = z.infer<typeof OrderReturn>;

/** Where a return may go. */
export const returnTransitions = {
  requested: ['approved', 'refused', 'received'],
  approved: ['refused', 'received'],
  refused: [],
  received: [],
} as const satisfies Record<ReturnState, readonly ReturnState[]>;

/** The lines after some of their units were asked back. @throws Refusal 409 when fewer were sent and are not back */
export const asking = (order: Order, input: readonly LineQuantity[]): Order['lines'] => {
  if (order.status !== 'paid')
    throw new NotReturnable(`The order is ${order.status}; only goods that were sent come back.`);
  for (const { lineId, quantity } of input) {
    const line = order.lines.find((one) => one.id === lineId);
    if (!line) throw unknownLine(lineId);
    if (quantity > toReturn(line))
      throw new NotReturnable('Fewer units of this line were sent and are not on their way back.', {
        lineId,
        left: toReturn(line),
      });
  }
  return withLines(
    order.lines,
    input.map(({ lineId, quantity }) => ({
      lineId,
      change: (line) => ({ returning: (line.returning ?? 0) + quantity }),
    })),
  );
};

/** The return after a decision, and the order's lines. @throws Refusal 409 for a move that is not one, 422 for a line that was not asked */
export const deciding = (
  order: Order,
  row: OrderReturn,
  input: ReturnDecision,
  at: string,
): { readonly row: OrderReturn; readonly lines: Order['lines'] } => {
  const may: readonly ReturnState[] = returnTransitions[row.status];
  if (!may.includes(input.status))
    throw new ReturnClosed(
      row.status === input.status
        ? `The return was ${row.status} before, and is once only; enter another return for what came later.`
        : `The return is ${row.status}; it cannot become ${input.status}.`,
      { returnId: row.id, decidedAt: row.decidedAt },
    );
  if (input.status !== 'received' && (input.lines || input.refund)) throw new NotReceived();
  if (input.status === 'approved') return { row: { ...row, status: 'approved' }, lines: order.lines };
  const lines = input.status === 'received' ? received(row, input) : row.lines;
  const changed = lines.map(({ lineId, quantity, received: came }) => ({
    lineId,
    change: (line: Order['lines'][number]) => ({
      returning: (line.returning ?? 0) - quantity,
      returned: line.returned + (came ?? 0),
    }),
  }));
  return { row: { ...row, status: input.status, lines, decidedAt: at }, lines: withLines(order.lines, changed) };
};

const received = (row: OrderReturn, { lines }: ReturnDecision): OrderReturn['lines'] => {
  for (const { lineId, quantity = 0 } of lines ?? []) {
    const asked = row.lines.find((one) => one.lineId === lineId);
    if (!asked) throw unknownLine(lineId);
    if (quantity > asked.quantity)
      throw new NotReturnable('More came of this line than the return is for; enter another return.', {
        lineId,
        left: asked.quantity,
      });
  }
  return row.lines.map((line) => {
    const said = lines?.find((one) => one.lineId === line.lineId);
    const came = lines && !said ? 0 : (said?.quantity ?? line.quantity);
    return { ...line, received: came, restock: said?.restock ?? false };
  });
};
