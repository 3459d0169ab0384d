import { nowMs, sleep } from '#lib/clock.ts';
import type { Money } from '#lib/money.ts';
import { Refusal } from '#lib/problem.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { CouponLimitReached, OutOfStock } from '../inventory/refusals.ts';
import {
  answerOrder,
  answerPlaced,
  limitKeyOf,
  type OrderAnswer,
  orderSettings,
  type PaymentRequest,
  placeOrder,
} from '../orders/public.ts';
import { noteFirstOrder } from '../pricing/public.ts';
import { wholeContact } from '../users/public.ts';
import { cartClosed, closedCart } from './carts-table.ts';
import { readCart } from './change-cart.ts';
import { enterHold, networkPolicy } from './limits/hold-limits.ts';
import { draftOf } from './order-draft.ts';
import { priceCart } from './price-cart.ts';
import { NotFirstOrder } from './refusals.ts';

/** What a buyer asks for when checking out. */
export interface CheckoutInput extends PaymentRequest {
  readonly expectedTotal?: Money | undefined;
}

/** What is answered, whether it was placed before, and the headers of the limit. */
type Checkout = OrderAnswer & { readonly repeated: boolean; readonly limit: Record<string, string> };

const ATTEMPTS = 4;

/**
 * Turns an open cart into a pending order with its stock held; a repeat, or a call at the same moment, answers the same
 * order. The cart's condition decides: of calls that run at once one places, and the others answer what it placed.
 * @param viewer names the viewer's network
 * @throws Refusal `cart-empty`, `contact-missing`, `shipping-missing`, `total-changed`, `out-of-stock`, `cart-closed`,
 * `coupon-limit-reached`, `hold-limit-reached`
 */
export const startCheckout = async (cartId: string, input: CheckoutInput, viewer: () => string): Promise<Checkout> => {
  let known: { firstOrder?: false } = {};
  for (let attempt = 1; ; attempt += 1) {
    const cart = await readCart(cartId);
    if (cart.orderId !== null) return repeat(await answerOrder(cart.orderId));
    const priced = await priceCart(cart, { ...known, placing: true });
    const draft = draftOf(priced, input);
    const limit = await enterHold(draft, viewer());
    const payment = {
      method: input.paymentMethod ?? null,
      returnUrl: input.returnUrl ?? null,
      cancelUrl: input.cancelUrl ?? null,
    };
    try {
      const placed = await placeOrder(draft, payment, (orderId) => [closedCart(cart, orderId)]);
      if ('before' in placed) return repeat(placed.before);
      return { ...answerPlaced(placed.order, placed.payment, wholeContact(priced.contact)), repeated: false, limit };
    } catch (error) {
      const orderId = error instanceof Refusal ? await placedMeanwhile(cartId, error.code) : null;
      if (orderId !== null) return repeat(await answerOrder(orderId));
      // The cart's own condition refused: another call changed it since it was read. Read it again.
      const changed = error instanceof VersionConflict;
      const notFirst = error instanceof NotFirstOrder;
      if (!(changed || notFirst) || attempt === ATTEMPTS) throw error;
      // Another order of this buyer counts as the first until it has expired: price this one without that.
      if (notFirst) {
        await noteFirstOrder(limitKeyOf(draft), nowMs() + orderSettings().HOLD_SECONDS * 1000);
        known = { firstOrder: false };
      }
    }
  }
};

/** Milliseconds to wait before each reading of the cart, by the code of the refusal. */
const waits: Readonly<Record<string, readonly number[]>> = {
  [OutOfStock.code]: [0],
  [CouponLimitReached.code]: [50, 100, 200, 400],
  [NotFirstOrder.code]: [50, 100, 200, 400],
};

/**
 * Reads the order that another call for this cart (a double click) has placed meanwhile: it may have taken what was
 * refused here and be about to commit. For a limit of one per customer that is the likely reason, so it is waited for.
 */
const placedMeanwhile = async (cartId: string, code: string): Promise<string | null> => {
  for (const milliseconds of waits[code] ?? []) {
    await sleep(milliseconds);
    const { orderId } = await readCart(cartId);
    if (orderId !== null) return orderId;
  }
  return null;
};

/** Answers an order placed before, as a repeat. @throws Refusal 409 `cart-closed` when it has ended */
const repeat = (answer: OrderAnswer): Checkout => {
  const ended = answer.order.status === 'expired' || answer.order.status === 'cancelled';
  if (ended) throw cartClosed(answer.order.id);
  return { ...answer, repeated: true, limit: networkPolicy() };
};
