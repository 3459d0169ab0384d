import { alarmed } from '#lib/metric.ts';
import { answerWithin, providerDeadlineMs } from '../provider/deadline.ts';
import { providerOf } from '../provider/registry.ts';
import { readPayment } from './open-payment.ts';
import { isClosed, type Payment } from './payment.ts';
import { recordPayment } from './record-payment.ts';

/** `open`: the provider did not say that it is closed, or money is on its way; ask again later. */
export type Closing = 'closed' | 'succeeded' | 'open';

const closingOf = (payment: Payment): Closing =>
  payment.status === 'succeeded' ? 'succeeded' : isClosed(payment) ? 'closed' : 'open';

/** Closes a payment at its provider; it is closed only when that says so. Repeatable. */
export const closePayment = async (paymentId: string): Promise<Closing> => {
  const payment = await readPayment(paymentId);
  if (closingOf(payment) !== 'open') return closingOf(payment);
  const provider = await providerOf(payment.provider);
  const report = await answerWithin(providerDeadlineMs(), provider.close(payment), (error) =>
    alarmed('ProviderUnanswered', 'payment not closed', error, { paymentId }),
  );
  return report ? closingOf(await recordPayment(payment, report)) : 'open';
};
