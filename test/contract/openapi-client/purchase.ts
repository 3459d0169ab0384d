import createClient from 'openapi-fetch';
import type { paths } from './schema.ts';

type Conflict = paths['/carts/{id}/checkout']['post']['responses'][409]['content']['application/problem+json'];

/** Every code of a conflict at checkout, with its own members: a code that is missing here does not compile. */
export const adviceFor = (conflict: Conflict): string => {
  switch (conflict.code) {
    case 'out-of-stock':
    case 'purchase-limit-reached':
      return `${conflict.available} of ${conflict.sku} are left, not ${conflict.requested}.`;
    case 'coupon-limit-reached':
      return `Remove ${conflict.coupon}.`;
    case 'total-changed':
      return `The total is ${conflict.cart.totals.total.amount} now.`;
    case 'cart-closed':
      return `It is the order ${conflict.orderId}.`;
    case 'not-first-order':
    case 'version-conflict':
      return 'Press the button again.';
  }
};

/** A whole purchase as a storefront writes it, with the types that openapi-typescript makes of the document. */
export const buy = async (baseUrl: string): Promise<string> => {
  const shop = createClient<paths>({ baseUrl });
  const { data: list } = await shop.GET('/products', { params: { query: { limit: 3 } } });
  const slug = list?.items[0]?.slug ?? '';
  const { data: product } = await shop.GET('/products/{slug}', { params: { path: { slug } } });
  const sku = product?.variants.find(({ available }) => available)?.sku ?? '';
  const { data: cart, error } = await shop.POST('/carts', {
    body: {
      lines: [{ sku, quantity: 1 }],
      contact: {
        email: 'kim@example.org',
        shippingAddress: { name: 'Kim', line1: '1 High Street', city: 'Dublin', postalCode: 'D01 F5P2', country: 'IE' },
      },
      shipping: { optionId: 'standard' },
    },
  });
  if (!cart) throw new Error(error.detail);
  const placed = await shop.POST('/carts/{id}/checkout', {
    params: { path: { id: cart.id } },
    body: { paymentMethod: 'test_approved', expectedTotal: cart.totals.total },
  });
  if (!placed.data) throw new Error(placed.error.code);
  const { order, orderToken } = placed.data;
  const { data: synced } = await shop.POST('/orders/{id}/payment/sync', {
    params: { path: { id: order.id } },
    headers: { 'X-Order-Token': orderToken },
  });
  const status: 'pending' | 'expiring' | 'paid' | 'cancelled' | 'expired' | undefined = synced?.order.status;
  return `${order.number} ${status}`;
};
