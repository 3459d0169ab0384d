import * as z from 'zod/mini';
import type { Order } from '../order/order.ts';
import { toSend, withLines } from '../order/order-units.ts';
import { LineUnknown, NothingToFulfil, OrderNotPaid, PaymentDisputed } from '../refusals.ts';

/** A parcel: which units were sent, when, and how to follow them. */
export const LineQuantity = z.object({
  lineId: z.string().check(z.describe('A line of the order.')),
  quantity: z.int().check(z.describe('How many of its units.')),
});
export type LineQuantity = z.infer<typeof LineQuantity>;

export const Fulfilment = z.object({
  id: z.string().check(z.describe('The parcel’s id, `ful_…`.')),
  status: z.enum(['shipped', 'delivered']).check(z.describe('Where the parcel stands.')),
  lines: z.array(LineQuantity).check(z.describe('Which units are in it.')),
  carrier: z.nullable(z.string()).check(z.describe('Who carries it.')),
  trackingNumbers: z.array(z.string()).check(z.describe('Numbers by which the carrier knows it.')),
  trackingUrls: z.array(z.string()).check(z.describe('Pages on which it can be followed.')),
  createdAt: z.string().check(z.describe('When it was sent.')),
  deliveredAt: z.nullable(z.string()).check(z.describe('When it arrived; null before.')),
});
export type Fulfilment = z.infer<typeof Fulfilment>;

/** Refuses to send an order that is not paid, or whose payment is disputed. */
export const checkSendable = (order: Pick<Order, 'status' | 'dispute'>): void => {
  if (order.status !== 'paid') throw new OrderNotPaid(`The order is ${order.status}; only a paid one is sent.`);
  if (order.dispute === 'open' || order.dispute === 'lost') throw new PaymentDisputed();
};

/** What is sent, and the lines after it. @throws Refusal 409 when more is to be sent than is left of a line */
export const sending = (
  order: Order,
  input: readonly LineQuantity[] | undefined,
): { readonly sent: LineQuantity[]; readonly lines: Order['lines'] } => {
  checkSendable(order);
  const all = order.lines.map((line) => ({ lineId: line.id, quantity: toSend(line) }));
  const sent = input ? [...input] : all.filter(({ quantity }) => quantity > 0);
  if (sent.length === 0) throw new NothingToFulfil('Everything of this order is sent or called off.');
  for (const { lineId, quantity } of sent) {
    const left = all.find((one) => one.lineId === lineId)?.quantity;
    if (left === undefined) throw unknownLine(lineId);
    if (quantity > left) throw new NothingToFulfil('Fewer units of this line are left to send.', { lineId, left });
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

export const unknownLine = (lineId: string) => new LineUnknown(undefined, { lineId });
