import { sleep } from '#lib/clock.ts';
import type { Chance } from '../../support/chance.ts';
import type { TestResponse } from '../../support/invoke.ts';
import type { AnsweredPayment, Outside } from './outside/outside.ts';
import type { People } from './people.ts';
import type { Shop } from './shop.ts';

/** What staff may look at: orders of which somebody has heard. */
export interface Known {
  readonly orders: { readonly id: string; readonly token: string }[];
}

/** A shopper, from an empty cart to wherever the dice lead: paid, refused, walked away, cancelled, tried again. */
export const shopper = async (
  index: number,
  chance: Chance,
  people: People,
  outside: Outside,
  shop: Shop,
  known: Known,
): Promise<void> => {
  const think = (most: number): Promise<void> => sleep(chance.upTo(most));
  await think(60_000);
  // Some share an address: limits are theirs together.
  const email = `buyer-${chance.upTo(4) + 4 * (index % 2)}@example.com`;
  const address = { name: 'Ada', line1: '1 Dock', city: 'Berlin', postalCode: '10115', country: 'DE' };
  const lines = shop.articles
    .filter(() => chance.happens(0.7))
    .map(({ sku }) => ({ sku, quantity: 1 + chance.upTo(chance.happens(0.2) ? 4 : 2) }));
  const contact = { email, shippingAddress: address };
  const cart = await people.ask('checkout/create-cart', {
    body: { lines, contact, shipping: { optionId: 'standard' } },
  });
  const params = { id: String(cart.body.id) };
  if (chance.happens(0.5)) await people.ask('checkout/add-coupon', { params: { ...params, code: shop.coupon } });
  if (lines.length === 0) {
    const { sku } = chance.pick(shop.articles);
    await people.ask('checkout/set-line', { params: { ...params, sku }, body: { quantity: 1 } });
  }
  await think(chance.happens(0.2) ? 900_000 : 10_000);
  const paymentMethod = chance.pick(outside.methods);
  const checkOut = () =>
    people.ask('checkout/checkout-cart', { params, body: paymentMethod === undefined ? {} : { paymentMethod } });
  // A double click, or two tabs: both are answered the same order.
  const answers = chance.happens(0.3) ? await Promise.all([checkOut(), checkOut()]) : [await checkOut()];
  const placed = answers.find(({ status }) => status < 300);
  if (!placed) return;
  const order = { id: String(placed.body.order.id), token: String(placed.body.orderToken) };
  known.orders.push(order);
  await pay(chance, people, outside, order, placed, think);
  if (chance.happens(0.2)) await checkOut();
};

type Order = Known['orders'][number];

const pay = async (
  chance: Chance,
  people: People,
  outside: Outside,
  order: Order,
  placed: TestResponse,
  think: (most: number) => Promise<void>,
): Promise<void> => {
  const owner = { params: { id: order.id }, headers: { 'x-order-token': order.token } };
  let payment: AnsweredPayment | null = placed.body.payment;
  for (let round = 0; round < 4; round += 1) {
    await think(chance.happens(0.15) ? 1_300_000 : 20_000);
    const wish = chance.upTo(10);
    if (wish < 5 && (await outside.act(people, payment, chance))) continue;
    if (wish < 6) ({ payment } = (await people.ask('orders/sync-payment', owner)).body);
    else if (wish < 8) {
      const paymentMethod = chance.pick(outside.methods);
      const again = () =>
        people.ask('orders/continue-payment', { ...owner, body: paymentMethod === undefined ? {} : { paymentMethod } });
      const [answer] = chance.happens(0.3) ? await Promise.all([again(), again()]) : [await again()];
      if (answer && answer.status < 300) ({ payment } = answer.body);
    } else if (wish < 9) await people.ask('orders/cancel-order', owner);
    else return;
  }
};
