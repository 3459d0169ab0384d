import { log } from '#lib/log.ts';
import { type Payment, startPayment } from '../../billing/public.ts';

/** Opens a payment at its provider. Whatever goes wrong there, the order stands and the payment can be continued. */
export const openPayment = async (payment: Payment): Promise<Payment> => {
  try {
    return await startPayment(payment);
  } catch (error) {
    log.error('payment could not be opened', error, { paymentId: payment.id });
    return payment;
  }
};
