import { notFound } from '#lib/refusals.ts';
import { isOrderToken, unlessEnded } from './order-token.ts';
import { readOrder } from './orders-table.ts';

/** The lines of an order for a new cart. @throws Refusal 404 unless the token is this order's, 401 `token-ended` */
export const linesOf = async (
  orderId: string,
  token: string | undefined,
): Promise<{ variantId: string; quantity: number }[]> => {
  if (token === undefined || !isOrderToken(orderId, token)) throw notFound('order');
  const order = unlessEnded(await readOrder(orderId));
  return order.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
};
