import { sameText } from '#lib/id.ts';
import { orderToken } from '#lib/identity.ts';
import { notFound } from '#lib/problem.ts';
import { readOrder } from './orders-table.ts';

/** The lines of an order for a new cart. @throws Refusal 404 unless the token is this order's */
export const linesOf = async (
  orderId: string,
  token: string | undefined,
): Promise<{ variantId: string; quantity: number }[]> => {
  if (token === undefined || !sameText(token, orderToken(orderId))) throw notFound('order');
  const order = await readOrder(orderId);
  return order.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
};
