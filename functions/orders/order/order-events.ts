import { envelope } from '#lib/event.ts';
import { sha256 } from '#lib/id.ts';
import type { Write } from '#lib/table.ts';
import type { Fulfilment } from '../after-payment/fulfilment.ts';
import type { OrderRefund } from '../after-payment/refund.ts';
import type { OrderReturn } from '../after-payment/return.ts';
import {
  OrderAddressChanged,
  OrderCancelled,
  OrderExpired,
  OrderFulfilled,
  OrderLinkAsked,
  OrderPaid,
  OrderPaymentFailed,
  OrderPlaced,
  OrderRefunded,
  OrderReturned,
} from '../events.ts';
import type { Order } from './order.ts';
import { orderEvent, placedEvent } from './orders-table.ts';

/** The writes of an order's events. Each takes the order as it is after the change, its sequence already counted. */
const snapshot = (order: Order) => ({ ...order, orderId: order.id });

/** 132 bits of a SHA-256: the cart's id cannot be found by it, and no two carts share it. */
const fingerprint = (cartId: string): string => sha256(cartId).slice(0, 22);

export const orderPlacedEvent = (order: Order, at: number): Write => {
  const data = { ...snapshot(order), cart: fingerprint(order.cartId) };
  return placedEvent(order, envelope(OrderPlaced, { aggregate: order.id, sequence: 1, data, at }));
};

export const orderPaidEvent = (order: Order, at: number): Write =>
  orderEvent(order, OrderPaid, { ...snapshot(order), paidAt: order.paidAt ?? '', paymentId: order.paidBy }, at);

export const orderExpiredEvent = (order: Order, at: number): Write =>
  orderEvent(order, OrderExpired, { ...snapshot(order), declined: order.failedPayment !== undefined }, at);

export const orderCancelledEvent = (order: Order, paid: boolean, at: number): Write =>
  orderEvent(order, OrderCancelled, { ...snapshot(order), paid }, at);

/** What a reader needs to name a line's units. */
const named = (order: Order, lineId: string) => {
  const { variantId = '', sku = '', title = '' } = order.lines.find((line) => line.id === lineId) ?? {};
  return { lineId, variantId, sku, title };
};

export const orderFulfilledEvent = (order: Order, parcel: Fulfilment, at: number): Write => {
  const lines = parcel.lines.map(({ lineId, quantity }) => ({ ...named(order, lineId), quantity }));
  const { carrier, trackingNumbers, trackingUrls } = parcel;
  const data = { ...snapshot(order), fulfilmentId: parcel.id, lines, carrier, trackingNumbers, trackingUrls };
  return orderEvent(order, OrderFulfilled, data, at);
};

/** A return as it was received. */
export const orderReturnedEvent = (order: Order, row: OrderReturn, at: number): Write => {
  const lines = row.lines.flatMap(({ lineId, received, restock }) =>
    received ? [{ ...named(order, lineId), quantity: received, restocked: restock ?? false }] : [],
  );
  return orderEvent(order, OrderReturned, { ...snapshot(order), returnId: row.id, lines, refundId: row.refundId }, at);
};

export const orderPaymentFailedEvent = (order: Order, paymentId: string, at: number): Write =>
  orderEvent(order, OrderPaymentFailed, { ...snapshot(order), paymentId }, at);

/** A refund that succeeded. */
export const orderRefundedEvent = (order: Order, row: OrderRefund, at: number): Write => {
  const lines = row.lines.map(({ lineId, quantity }) => ({ ...named(order, lineId), quantity }));
  const { id: refundId, amount, returnId } = row;
  return orderEvent(order, OrderRefunded, { ...snapshot(order), refundId, amount, lines, returnId }, at);
};

export const orderAddressChangedEvent = (order: Order, at: number): Write =>
  orderEvent(order, OrderAddressChanged, snapshot(order), at);

export const orderLinkAskedEvent = (order: Order, at: number): Write =>
  orderEvent(order, OrderLinkAsked, snapshot(order), at);
