import * as z from 'zod/mini';
import { PaymentView } from '../../billing/public.ts';
import { OrderView } from '../order/order-view.ts';

/** The order and the payment that concerns it now; none for a total of zero. */
export const PaymentAnswer = z.object({
  order: OrderView.check(z.describe('The order after the payment was asked for.')),
  payment: z
    .nullable(PaymentView)
    .check(z.describe('The payment that paid or goes on; null when nothing is to be paid.')),
});
