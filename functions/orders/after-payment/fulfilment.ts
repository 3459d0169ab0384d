import * as z from 'zod/mini';
import { refusal } from '#lib/problem.ts';
import type { Order } from '../order/order.ts';
import { toSend, withLines } from '../order/order-units.ts';

/** A parcel: which units were sent, when, and how to follow them. */
export const LineQuantity = z.object({ lineId: z.string(), quantity: z.int() });
export type LineQuantity = z.infer<typeof LineQuantity>;

export const Fulfilment = z.object({
  id: z.string(),
  status: z.enum(['shipped', 'delivered']),
  lines: z.array(LineQuantity),
  carrier: z.nullable(z.string()),
  trackingNumbers: z.array(z.string()),
  trackingUrls: z.array(z.string()),
  createdAt: z.string(),
  deliveredAt: z.nullable(z.string()),
});
export type Fulfilment = z.infer<typeof Fulfilment>;

/** Refuses to send an order that is not paid, or whose payment is disputed. */
export const checkSendable = (order: Pick<Order, 'status' | 'dispute'>): void => {
  if (order.status !== 'paid')
    throw refusal(409, 'order-not-paid', `The order is ${order.status}; only a paid one is sent.`);
  if (order.dispute === 'open' || order.dispute === 'lost')
    throw refusal(409, 'payment-disputed', 'The buyer’s bank has asked the money back; nothing is sent.');
};

/** What is sent, and the lines after it. @throws Refusal 409 when more is to be sent than is left of a line */
export const sending = (
  order: Order,
  input: readonly LineQuantity[] | undefined,
): { readonly sent: LineQuantity[]; readonly lines: Order['lines'] } => {
  checkSendable(order);
  const all = order.lines.map((line) => ({ lineId: line.id, quantity: toSend(line) }));
  const sent = input ? [...input] : all.filter(({ quantity }) => quantity > 0);
  if (sent.length === 0) throw refusal(409, 'nothing-to-fulfil', 'Everything of this order is sent or called off.');
  for (const { lineId, quantity } of sent) {
    const left = all.find((one) => one.lineId === lineId)?.quantity;
    if (left === undefined) throw unknownLine(lineId);
    if (quantity > left)
      throw refusal(409, 'nothing-to-fulfil', 'Fewer units of this line are left to send.', { lineId, left });
  }
  const lines = withLines(
    order.lines,
    sent.map(({ lineId, quantity }) => ({
      lineId,
      change: (line) => ({ fulfilled: line.fulfilled + quantity }),
    })),
  );
  return { sent, lines };
};

export const unknownLine = (lineId: string) => refusal(422, 'line-unknown', 'The order has no such line.', { lineId });
