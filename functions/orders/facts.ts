import type { Write } from '#lib/table.ts';
import { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from './events.ts';
import type { Order } from './order.ts';
import { orderEvent } from './orders-table.ts';

/** The writes of an order's facts. Each takes the order as it is after the change, its sequence already counted. */
const snapshot = (order: Order) => ({ ...order, orderId: order.id });

export const placedFact = (order: Order, at: number): Write =>
  orderEvent({ ...order, sequence: 1 }, OrderPlaced, snapshot(order), at);

export const paidFact = (order: Order, at: number): Write =>
  orderEvent(order, OrderPaid, { ...snapshot(order), paidAt: order.paidAt ?? '', paymentId: order.paidBy }, at);

export const expiredFact = (order: Order, at: number): Write => orderEvent(order, OrderExpired, snapshot(order), at);

export const cancelledFact = (order: Order, paid: boolean, at: number): Write =>
  orderEvent(order, OrderCancelled, { ...snapshot(order), paid }, at);
