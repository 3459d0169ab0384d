/** Creates a cart, empty or with all of its parts in one call. Its id is the secret that owns it. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { BuyerMetadata, ContactInput, CountryCode, noCard } from '../../users/public.ts';
import { MOST_LINES, MOST_QUANTITY } from '../cart.ts';
import { CartView } from '../cart-view.ts';
import { showCart } from '../priced-cart.ts';
import { startCart } from '../start-cart.ts';

const quantity = z.int().check(z.gte(1), z.lte(MOST_QUANTITY));

export const contract = {
  method: 'POST',
  path: '/carts',
  call: 'carts.create',
  access: 'public',
  secret: true,
  summary: 'A new cart, with all or part of what it needs; 300 a minute from one address.',
  body: z.strictObject({
    currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))),
    country: z.optional(CountryCode),
    lines: z.optional(z.array(z.strictObject({ sku: line(200), quantity })).check(z.maxLength(MOST_LINES))),
    contact: z.optional(ContactInput),
    shipping: z.optional(z.strictObject({ optionId: line(60, 0).check(noCard) })),
    fromOrder: z.optional(line(60, 0)),
    metadata: z.optional(BuyerMetadata),
  }),
  limit: { requests: 300, seconds: 60 },
  returns: { 201: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, headers, viewer, now }) => {
  const cart = await startCart(body, headers['x-order-token'], viewer, now);
  return created(`/carts/${cart.cart.id}`, showCart(cart));
});
