import type { LoadClient, Reply } from './load.ts';

/** What the benchmark does, as a shopper's browser does it. Each throws when the answer is not what it should be. */
const shippingAddress = { name: 'Load Test', line1: '1 Quay', city: 'Dublin', postalCode: 'D01 F5P2', country: 'IE' };
/** Somebody else each time: what one person holds unpaid is limited. */
let buyers = 0;
export const contact = () => ({ email: `load-${buyers++}@example.org`, shippingAddress });
export const SKU = 'MUG-BLUE';

const expecting = (status: number, reply: Reply): Reply => {
  if (reply.status !== status) throw new Error(`answered ${reply.status}: ${reply.text.slice(0, 300)}`);
  return reply;
};

export const list = async (client: LoadClient): Promise<Reply> =>
  expecting(200, await client.send('GET', '/products?limit=20'));
export const page = async (client: LoadClient): Promise<Reply> =>
  expecting(200, await client.send('GET', '/products/mug'));

const words = ['mug', 'cotton', 'blue', 'pap', 'wool bl', 'lamp', 'note', 'tee'];
let turn = 0;
export const search = async (client: LoadClient): Promise<Reply> =>
  expecting(200, await client.send('GET', `/search?q=${encodeURIComponent(words[turn++ % words.length] ?? '')}`));

export const newCart = async (client: LoadClient): Promise<Reply> =>
  expecting(201, await client.send('POST', '/carts', { lines: [{ sku: SKU, quantity: 1 }] }));

/** A whole guest purchase: a cart with contact and shipping, checkout, and the return page; answers its replies. */
export const purchase = async (client: LoadClient): Promise<Reply[]> => {
  const cart = expecting(
    201,
    await client.send('POST', '/carts', {
      lines: [{ sku: SKU, quantity: 1 }],
      contact: contact(),
      shipping: { optionId: 'standard' },
    }),
  );
  const { id } = JSON.parse(cart.text) as { id: string };
  const placed = expecting(201, await client.send('POST', `/carts/${id}/checkout`, { paymentMethod: 'test_approved' }));
  const { order, orderToken } = JSON.parse(placed.text) as { order: { id: string }; orderToken: string };
  const synced = expecting(
    200,
    await client.send('POST', `/orders/${order.id}/payment/sync`, undefined, { 'x-order-token': orderToken }),
  );
  const { status } = (JSON.parse(synced.text) as { order: { status: string } }).order;
  if (status !== 'paid') throw new Error(`the order is ${status}`);
  return [cart, placed, synced];
};
