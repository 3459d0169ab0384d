import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { changeOrder, moved } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderLinkAskedEvent } from '../order/order-events.ts';
import { plainNumber } from '../order/order-number.ts';
import { listOrdersOf } from '../order/orders-table.ts';

/** A buyer is sent a link to the same order so many milliseconds apart at least: it is others who may ask for it. */
const LINK_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** Orders of a buyer that are looked through, newest first. */
const [PAGE, PAGES] = [100, 10];

/**
 * Tells that a link to an order was asked for, when its number and its buyer belong together. That it was asked is a
 * change of the order, from which its tokens are good for another 90 days.
 */
export const lookUpOrder = async (asked: { readonly number: string; readonly buyerKey: string }): Promise<void> => {
  const found = await findByNumber(asked.number, asked.buyerKey);
  if (!found) return;
  await changeOrder(found.id, [], (order) => {
    const now = nowMs();
    if (order.linkSentAt !== undefined && now - msOf(order.linkSentAt) < LINK_EVERY_MS) return { result: undefined };
    const change = { linkSentAt: isoTime(now), sequence: order.sequence + 1 };
    const next = moved(order, change, 'link to the order asked for', now);
    return { next, writes: [orderLinkAskedEvent(next, now)], result: undefined };
  });
};

const findByNumber = async (number: string, buyerKey: string): Promise<Order | undefined> => {
  const span = { from: 0, until: nowMs() + DAY_MS };
  let below: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { orders, last } = await listOrdersOf(buyerKey, span, PAGE, below);
    const found = orders.find((order) => plainNumber(order.number) === number);
    if (found || last === undefined) return found;
    below = last;
  }
  return undefined;
};
