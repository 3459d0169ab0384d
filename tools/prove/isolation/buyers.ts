import { setTimeout as wait } from 'node:timers/promises';
import { createClient, type LoadClient } from '../bench/load.ts';
import { contact, SKU } from '../bench/operations.ts';

/** What became of one buyer. */
export interface Bought {
  /** What the cart and the checkout were answered with. */
  readonly cart: number;
  readonly checkout: number | null;
  /** Milliseconds that the checkout took. */
  readonly checkoutMs: number;
  /** Seconds from the order to the answer that it is paid; null: not within the time that it had. */
  readonly settledSeconds: number | null;
}

const ASK_AGAIN_MS = 1000;

/** Buys one mug as a guest, and asks for the order until it is paid: nobody asks the provider, the facts alone settle it. */
const buy = async (client: LoadClient, settleSeconds: number): Promise<Bought> => {
  const lines = [{ sku: SKU, quantity: 1 }];
  const cart = await client.send('POST', '/carts', { lines, contact: contact(), shipping: { optionId: 'standard' } });
  const nothing = { cart: cart.status, checkout: null, checkoutMs: 0, settledSeconds: null };
  if (cart.status !== 201) return nothing;
  const { id } = JSON.parse(cart.text) as { id: string };
  const began = performance.now();
  const placed = await client.send('POST', `/carts/${id}/checkout`, { paymentMethod: 'test_approved' });
  const checkoutMs = performance.now() - began;
  if (placed.status !== 201) return { ...nothing, checkout: placed.status, checkoutMs };
  const { order, orderToken } = JSON.parse(placed.text) as { order: { id: string }; orderToken: string };
  const placedAt = performance.now();
  const seconds = (): number => (performance.now() - placedAt) / 1000;
  while (seconds() < settleSeconds) {
    const seen = await client.send('GET', `/orders/${order.id}`, undefined, { 'x-order-token': orderToken });
    const isPaid = seen.status === 200 && (JSON.parse(seen.text) as { status: string }).status === 'paid';
    if (isPaid) return { cart: 201, checkout: 201, checkoutMs, settledSeconds: seconds() };
    await wait(ASK_AGAIN_MS);
  }
  return { cart: 201, checkout: 201, checkoutMs, settledSeconds: null };
};

/**
 * Sends buyers at an even rate for a while, past the edge, each whatever becomes of the others.
 * @param settleSeconds that each waits for its order to be paid
 */
export const sendBuyers = async (
  gateway: string,
  { perSecond, seconds, settleSeconds }: { perSecond: number; seconds: number; settleSeconds: number },
): Promise<Bought[]> => {
  const client = createClient(gateway, Number.POSITIVE_INFINITY);
  const buying: Promise<Bought>[] = [];
  for (let count = 0; count < perSecond * seconds; count += 1) {
    buying.push(buy(client, settleSeconds));
    await wait(1000 / perSecond);
  }
  const bought = await Promise.all(buying);
  client.close();
  return bought;
};
