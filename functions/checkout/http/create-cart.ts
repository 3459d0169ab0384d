/** Creates a cart, empty or with all of its parts in one call. Its id is the secret that owns it. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { NotFound } from '#lib/refusals.ts';
import { created } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { NotAvailable } from '../../catalog/refusals.ts';
import { TokenEnded } from '../../orders/refusals.ts';
import { CurrencyNotSold, RegionUnknown, TotalTooLarge } from '../../pricing/refusals.ts';
import { BuyerMetadata, BuyerNote, ContactPartsInput, CountryCode, noCard } from '../../users/public.ts';
import { MOST_LINES, MOST_QUANTITY } from '../cart.ts';
import { CartView } from '../cart-view.ts';
import { showCart } from '../priced-cart.ts';
import { CountryNotServed, QuantityTooLarge, RegionMissing } from '../refusals.ts';
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
    currency: z
      .optional(z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR')))
      .check(z.describe('A currency that the shop sells in (ISO 4217); its first without one.')),
    country: z.optional(CountryCode).check(z.describe('The country that prices are for, before an address is known.')),
    lines: z
      .optional(
        z
          .array(
            z.strictObject({
              sku: line(200).check(z.describe('A variant, by SKU or id.')),
              quantity: quantity.check(z.describe('Units wanted.')),
            }),
          )
          .check(z.maxLength(MOST_LINES)),
      )
      .check(z.describe('What is in it; equal SKUs are added up.')),
    contact: z.optional(ContactPartsInput).check(z.describe('Who buys, and where it goes, or a part of it.')),
    shipping: z
      .optional(
        z.strictObject({
          optionId: line(60, 0).check(noCard).check(z.describe('One of the cart’s shipping options.')),
        }),
      )
      .check(z.describe('How it is sent.')),
    fromOrder: z
      .optional(line(60, 0))
      .check(z.describe('Copies the lines of this order, with its token in `X-Order-Token`.')),
    metadata: z.optional(BuyerMetadata).check(z.describe('Free data of the integrator.')),
    note: z
      .optional(z.nullable(BuyerNote))
      .check(z.describe('What the buyer writes to the shop; it goes along with the order.')),
  }),
  limit: { requests: 300, seconds: 60 },
  refuses: [
    CountryNotServed,
    CurrencyNotSold,
    NotAvailable,
    NotFound,
    QuantityTooLarge,
    RegionMissing,
    RegionUnknown,
    TokenEnded,
    TotalTooLarge,
  ],
  returns: { 201: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, headers, viewer, now }) => {
  const cart = await startCart(body, headers['x-order-token'], viewer, now);
  return created(`/carts/${cart.cart.id}`, showCart(cart));
});
