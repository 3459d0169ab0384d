/** Turns an open cart into a pending order with its stock held; a repeat returns the same order. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { Money } from '#lib/money.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { created, ok } from '#lib/reply.ts';
import {
  CardNumberRefused,
  PaymentMethodUnknown,
  PaymentsUnavailable,
  ReturnUrlRefused,
} from '../../billing/refusals.ts';
import { CouponLimitReached, OutOfStock, PurchaseLimitReached } from '../../inventory/refusals.ts';
import { OrderAnswer, PaymentRequest } from '../../orders/public.ts';
import { BelowMinimumCharge } from '../../orders/refusals.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import {
  CartClosed,
  CartEmpty,
  ContactMissing,
  CountryNotServed,
  HoldLimitReached,
  NotFirstOrder,
  RegionMissing,
  ShippingMissing,
  TotalChanged,
} from '../refusals.ts';
import { startCheckout } from '../start-checkout.ts';

export const contract = {
  method: 'POST',
  path: '/carts/{id}/checkout',
  call: 'carts.checkout',
  access: 'holder',
  summary: 'Place the order: the stock is held and the payment opened. Again: 200 and the same order.',
  description:
    'In the time of a hold, 5 open unpaid orders of one mailbox and 200 carts of one network, paid or not; more answer 429 `hold-limit-reached`.',
  params: { id: idPattern('crt') },
  body: z.extend(PaymentRequest, {
    expectedTotal: z
      .optional(z.strictObject(Money.shape))
      .check(z.describe('The total that the buyer saw: another one is refused with `total-changed`.')),
  }),
  limit: 'by-handler',
  refuses: [
    BelowMinimumCharge,
    CardNumberRefused,
    CartClosed,
    CartEmpty,
    ContactMissing,
    CountryNotServed,
    CouponLimitReached,
    HoldLimitReached,
    NotFirstOrder,
    OutOfStock,
    PaymentMethodUnknown,
    PaymentsUnavailable,
    PurchaseLimitReached,
    RegionMissing,
    ReturnUrlRefused,
    ShippingMissing,
    TotalChanged,
    TotalTooLarge,
    VersionConflict,
  ],
  returns: { 201: OrderAnswer, 200: OrderAnswer },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, viewer }) => {
  const { repeated, limit, ...result } = await startCheckout(params.id, body, viewer);
  return repeated ? ok(result, limit) : created(`/orders/${result.order.id}`, result, limit);
});
