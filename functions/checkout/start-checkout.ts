import { nowMs, sleep } from '#lib/clock.ts';
import type { Money } from '#lib/money.ts';
import { Refusal } from '#lib/problem.ts';
import {
  answerOrder,
  answerPlaced,
  type OrderAnswer,
  orderSettings,
  type PaymentRequest,
  placeOrder,
} from '../orders/public.ts';
import { noteFirstOrder } from '../pricing/public.ts';
import { cartClosed, closedCart } from './carts-table.ts';
import { readCart } from './change-cart.ts';
import { NOT_FIRST } from './limits-taken.ts';
import { openLimits } from './open-limits.ts';
import { draftOf } from './order-draft.ts';
import { priceCart } from './price-cart.ts';

export interface CheckoutWish extends PaymentRequest {
  readonly expectedTotal?: Money | undefined;
}

const ATTEMPTS = 4;

/**
 * Turns an open cart into a pending order with its stock held. Again, or at the same moment: the same order. The cart's
 * condition decides, so however many calls run at once, one of them places and the others answer what it placed.
 * @throws Refusal `cart-empty`, `contact-missing`, `shipping-missing`, `total-changed`, `out-of-stock`, `cart-closed`,
 * `coupon-limit-reached`
 */
export const startCheckout = async (
  cartId: string,
  wish: CheckoutWish,
): Promise<OrderAnswer & { repeated: boolean }> => {
  let known: { firstOrder?: false } = {};
  for (let attempt = 1; ; attempt += 1) {
    const cart = await readCart(cartId);
    if (cart.orderId !== null) return repeat(await answerOrder(cart.orderId));
    const priced = await priceCart(cart, known);
    const draft = draftOf(priced, wish);
    await openLimits(draft.limits);
    const payment = {
      method: wish.paymentMethod ?? null,
      returnUrl: wish.returnUrl ?? null,
      cancelUrl: wish.cancelUrl ?? null,
    };
    try {
      const placed = await placeOrder(draft, payment, (orderId) => [closedCart(cart, orderId)]);
      if ('before' in placed) return repeat(placed.before);
      return { ...answerPlaced(placed.order, placed.payment, priced.contact), repeated: false };
    } catch (error) {
      const orderId = error instanceof Refusal ? await placedMeanwhile(cartId, error.code) : null;
      if (orderId !== null) return repeat(await answerOrder(orderId));
      // The cart's own condition refused: it was changed under our hands. Look again.
      const moved = error instanceof Refusal && error.code === 'version-conflict';
      const notFirst = error instanceof Refusal && error.code === NOT_FIRST;
      if (!(moved || notFirst) || attempt === ATTEMPTS) throw error;
      // Another order of this buyer counts as the first until it has expired: price this one without that.
      if (notFirst) {
        await noteFirstOrder(draft.buyerKey, nowMs() + orderSettings().HOLD_SECONDS * 1000);
        known = { firstOrder: false };
      }
    }
  }
};

/** How long to wait before each look, in milliseconds, by what was refused. */
const looks: Readonly<Record<string, readonly number[]>> = {
  'out-of-stock': [0],
  'coupon-limit-reached': [50, 100, 200, 400],
  [NOT_FIRST]: [50, 100, 200, 400],
};

/**
 * What was refused may be in the hands of another call for this very cart (a double click), which is about to commit:
 * then its order is the answer. A limit of one per customer is so by nature, so that is waited for.
 */
const placedMeanwhile = async (cartId: string, code: string): Promise<string | null> => {
  for (const milliseconds of looks[code] ?? []) {
    await sleep(milliseconds);
    const { orderId } = await readCart(cartId);
    if (orderId !== null) return orderId;
  }
  return null;
};

/** The answer of an order placed before, as long as it can be gone on with. */
const repeat = (answer: OrderAnswer): OrderAnswer & { repeated: boolean } => {
  const ended = answer.order.status === 'expired' || answer.order.status === 'cancelled';
  if (ended) throw cartClosed(answer.order.id);
  return { ...answer, repeated: true };
};
