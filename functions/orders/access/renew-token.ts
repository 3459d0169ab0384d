import { nowMs } from '#lib/clock.ts';
import { changeOrder, moved } from '../order/change-order.ts';
import { orderToken, TOKEN_DAYS, tokenEnd } from '../order/order-token.ts';

const DAY_MS = 86_400_000;

/**
 * Answers an order's token, good for 90 days from now: that staff renewed it is a change of the order and stands in its
 * history. A repeat within a day changes nothing.
 * @throws Refusal 404
 */
export const renewToken = async (orderId: string): Promise<string> => {
  await changeOrder(orderId, [], (order) => {
    const fresh = tokenEnd(order) - nowMs() > (TOKEN_DAYS - 1) * DAY_MS;
    return fresh ? { result: undefined } : { next: moved(order, {}, 'token renewed'), result: undefined };
  });
  return orderToken(orderId);
};
