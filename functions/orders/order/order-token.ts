import { msOf, nowMs } from '#lib/clock.ts';
import { isTokenOf, objectToken } from '#lib/object-token.ts';
import { scope } from '#lib/trace.ts';
import { TokenEnded } from '../refusals.ts';
import type { Order } from './order.ts';

/** The kind of object that a token of this module is about; it stands in contracts and in the token's signature. */
const KIND = 'order';

/**
 * Days after an order's last change for which its token is accepted. A key that signed tokens is dropped no earlier
 * after it has ceased to: see `npm run stage-key`.
 */
export const TOKEN_DAYS = 90;
const DAY_MS = 86_400_000;

/** The token of an order: who placed it reads, pays and cancels it with this, in `X-Order-Token`. */
export const orderToken = (orderId: string): string => objectToken(KIND, orderId);

/** Whether a token is this order's, signed with a key that is still accepted. */
export const isOrderToken = (orderId: string, token: string): boolean => isTokenOf(KIND, orderId, token);

/** When the tokens of an order end, in milliseconds since 1970. Each change of the order moves it. */
export const tokenEnd = ({ history, placedAt }: Pick<Order, 'history' | 'placedAt'>): number =>
  msOf(history.at(-1)?.at ?? placedAt) + TOKEN_DAYS * DAY_MS;

/** Answers the order of a token that has not ended. @throws Refusal 401 `token-ended` */
export const unlessEnded = (order: Order): Order => {
  if (nowMs() <= tokenEnd(order)) return order;
  const why = `The order’s token ended ${TOKEN_DAYS} days after the order’s last change; ask the shop for a new one.`;
  throw new TokenEnded(why, {}, { 'www-authenticate': 'Bearer' });
};

/**
 * Answers the order to who may have it: to the holder of its token until that ends, to every other caller and to
 * consumers of events at any time. @throws Refusal 401 `token-ended`
 */
export const checkHolder = (order: Order): Order => (scope()?.owned === order.id ? unlessEnded(order) : order);
