import { isoTime, nowMs } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { changeOrder, checkSeen, moved, oneMore } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderFulfilledEvent } from '../order/order-events.ts';
import { following } from '../order/order-units.ts';
import { newRecord, nextRecord, recordAt, recordFrom } from '../order/records-table.ts';
import { type Fulfilment, sending } from './fulfilment.ts';
import type { FulfilmentPatch, FulfilmentRequest } from './requests.ts';

/**
 * Sends units of a paid order: the parcel, the order's counters, its event and the units leaving their tickets are one
 * transaction. The same id again answers the same parcel.
 * @throws Refusal 409 `order-not-paid`, `payment-disputed`, `nothing-to-fulfil`; 422 `line-unknown`; 412
 */
export const fulfilOrder = async (
  orderId: string,
  id: string,
  request: FulfilmentRequest,
  ifMatch: number | undefined,
): Promise<Fulfilment> => {
  const { result } = await changeOrder(orderId, [recordAt(orderId, id)], (order, [item]) => {
    const made = recordFrom('fulfilment', item);
    if (made) return { result: made };
    checkSeen(order, ifMatch);
    const now = nowMs();
    const { sent, lines } = sending(order, request.lines);
    const parcel: Fulfilment = {
      id,
      status: 'shipped',
      lines: sent,
      carrier: request.carrier ?? null,
      trackingNumbers: request.trackingNumbers ?? [],
      trackingUrls: request.trackingUrls ?? [],
      createdAt: isoTime(now),
      deliveredAt: null,
    };
    const change = following(order, { lines, sequence: order.sequence + 1, ...oneMore(order, id) });
    const units = sent.reduce((sum, { quantity }) => sum + quantity, 0);
    const next = moved(order, change, `fulfilment ${id}: ${units} sent`, now);
    const writes = [newRecord(orderId, 'fulfilment', parcel), orderFulfilledEvent(next, parcel, now)];
    return { next, writes, result: parcel };
  });
  return result;
};

/** Adds how a parcel is followed, or that it has arrived. What is so already changes nothing. @throws Refusal 404, 412 */
export const changeFulfilment = async (
  orderId: string,
  id: string,
  patch: FulfilmentPatch,
  ifMatch: number | undefined,
): Promise<Fulfilment> => {
  const { result } = await changeOrder(orderId, [recordAt(orderId, id)], (order, [item]) => {
    const before = recordFrom('fulfilment', item);
    if (!before) throw notFound('fulfilment');
    const now = nowMs();
    const after = patched(before, patch, isoTime(now));
    if (JSON.stringify(after) === JSON.stringify(before)) return { result: before };
    checkSeen(order, ifMatch);
    const next: Order = moved(order, {}, `fulfilment ${id}: ${patch.status ?? 'tracking changed'}`, now);
    return { next, writes: [nextRecord(orderId, 'fulfilment', after)], result: after };
  });
  return result;
};

const patched = (before: Fulfilment, patch: FulfilmentPatch, at: string): Fulfilment => ({
  ...before,
  carrier: patch.carrier ?? before.carrier,
  trackingNumbers: patch.trackingNumbers ?? before.trackingNumbers,
  trackingUrls: patch.trackingUrls ?? before.trackingUrls,
  ...(patch.status === 'delivered' && before.status !== 'delivered' ? { status: 'delivered', deliveredAt: at } : {}),
});
