import { nowMs } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import { writeIf } from '#lib/table.ts';
import { answerWithin, providerDeadlineMs } from '../provider/deadline.ts';
import { providerOf } from '../provider/registry.ts';
import { readPayment } from './open-payment.ts';
import type { Payment } from './payment.ts';
import { markAsked } from './payments-table.ts';
import { recordPayment } from './record-payment.ts';

/** Seconds in which a provider is asked once for the same payment, however often its buyer asks us. */
export const ASKED_ONCE_SECONDS = 5;

/**
 * Asks the provider for a payment's state now and records it. A payment that brought its money is answered without
 * asking; one whose provider does not answer in time is answered as it is.
 */
export const syncPayment = async (paymentId: string): Promise<Payment> => ask(await readPayment(paymentId));

/**
 * As `syncPayment`, for callers whose number of calls is not bounded: the provider is asked once in five seconds, and between
 * that the payment is answered as it is known, at no write unit.
 * @returns the payment, and when the provider would be asked again (milliseconds since 1970)
 */
export const syncPaymentSeldom = async (
  paymentId: string,
): Promise<{ readonly payment: Payment; readonly again: number }> => {
  const payment = await readPayment(paymentId);
  const now = nowMs();
  const again = (payment.askedAt ?? 0) + ASKED_ONCE_SECONDS * 1000;
  if (payment.status === 'succeeded' || again > now) return { payment, again };
  const asked = { ...payment, askedAt: now };
  const first = await writeIf(markAsked(payment, now));
  return { payment: first ? await ask(asked) : payment, again: now + ASKED_ONCE_SECONDS * 1000 };
};

const ask = async (payment: Payment): Promise<Payment> => {
  if (payment.status === 'succeeded') return payment;
  const provider = await providerOf(payment.provider);
  const report = await answerWithin(providerDeadlineMs(), provider.read(payment), (error) =>
    alarmed('ProviderUnanswered', 'payment not read', error, { paymentId: payment.id }),
  );
  return report ? recordPayment(payment, report) : payment;
};
