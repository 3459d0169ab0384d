import { alarmed } from '#lib/metric.ts';
import { answerWithin, providerDeadlineMs } from '../provider/deadline.ts';
import { providerOf } from '../provider/registry.ts';
import { readPayment } from './open-payment.ts';
import type { Payment } from './payment.ts';
import { recordPayment } from './record-payment.ts';

/**
 * Asks the provider for a payment's state now and records it. A payment that brought its money is answered without
 * asking; one whose provider does not answer in time is answered as it is.
 */
export const syncPayment = async (paymentId: string): Promise<Payment> => {
  const payment = await readPayment(paymentId);
  if (payment.status === 'succeeded') return payment;
  const provider = await providerOf(payment.provider);
  const report = await answerWithin(providerDeadlineMs(), provider.read(payment), (error) =>
    alarmed('ProviderUnanswered', 'payment not read', error, { paymentId }),
  );
  return report ? recordPayment(payment, report) : payment;
};
