import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { Address } from '../../users/public.ts';
import { Fulfilment } from '../after-payment/fulfilment.ts';
import { OrderRefund } from '../after-payment/refund.ts';
import { OrderReturn } from '../after-payment/return.ts';
import { OrderNote } from '../notes/order-note.ts';
import { HistoryEntry, Order } from './order.ts';

/** An order as its owner and the staff see it: the contact is joined for the answer and never stored with the order. */
export const OrderView = z.extend(
  z.pick(Order, {
    id: true,
    number: true,
    version: true,
    status: true,
    paymentStatus: true,
    fulfilmentStatus: true,
    returnStatus: true,
    cartId: true,
    currency: true,
    pricesIncludeTax: true,
    lines: true,
    shipping: true,
    totals: true,
    taxLines: true,
    coupons: true,
    country: true,
    test: true,
    placedAt: true,
    paidAt: true,
    expiresAt: true,
    metadata: true,
  }),
  {
    note: z
      .nullable(z.string())
      .check(z.describe('What the buyer wrote to the shop with the order; null without a note.')),
    email: z.nullable(z.string()).check(z.describe('The buyer’s e-mail; null when the contact was erased.')),
    shippingAddress: z
      .nullable(Address)
      .check(z.describe('Where it is sent; null when nothing is, or the contact was erased.')),
    paymentId: z.nullable(z.string()).check(z.describe('The payment that paid, or that still may.')),
    refundedTotal: Money.check(z.describe('Money of the order that is back at the buyer, or on its way.')),
    fulfilments: z.array(Fulfilment).check(z.describe('Parcels, oldest first.')),
    refunds: z.array(OrderRefund).check(z.describe('Refunds, oldest first.')),
    returns: z.array(OrderReturn).check(z.describe('Returns, oldest first.')),
    history: z.array(HistoryEntry).check(z.describe('What happened to it, oldest first.')),
  },
);
export type OrderView = z.infer<typeof OrderView>;

/** An order for the staff alone, with what it noted of it. */
export const StaffOrder = z.extend(OrderView, {
  notes: z.array(OrderNote).check(z.describe('What the staff noted, oldest first; its buyer never sees it.')),
});

/** An order for who holds its token, with the token to go on with: another one once the stage signs with a new key. */
export const HeldOrder = z.extend(OrderView, {
  orderToken: z.string().check(z.describe('Opens this order for its buyer: sent as `X-Order-Token`.')),
});
