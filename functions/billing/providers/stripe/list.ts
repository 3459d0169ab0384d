import type Stripe from 'stripe';
import { env } from '#lib/env.ts';
import type { PaymentReport } from '../../payment/payment.ts';
import type { MoneyPage, MoneyWindow } from '../../provider/port.ts';
import { stripe } from './client.ts';
import { intentReport } from './objects.ts';

const PAGE = 100;

/**
 * The money that came in a window, newest first, by Stripe's events: an event lies under the moment when the money came,
 * while an intent lies under the moment when it was made, which for a bank debit is days before. Events are kept for 30
 * days, whether a webhook took them or not. Money of other stages, and of others in the same account, is left out.
 */
export const listMoney = async ({ since, until, cursor }: MoneyWindow): Promise<MoneyPage> => {
  const { data, has_more } = await stripe().events.list({
    type: 'payment_intent.succeeded',
    created: { gte: Math.floor(since / 1000), lt: Math.ceil(until / 1000) },
    limit: PAGE,
    ...(cursor === null ? {} : { starting_after: cursor }),
  });
  const money: PaymentReport[] = data
    .map((event) => event.data.object as Stripe.PaymentIntent)
    .filter((intent) => intent.metadata['stage'] === env().STAGE)
    .map((intent) => intentReport(intent, null));
  return { money, next: has_more ? (data.at(-1)?.id ?? null) : null };
};
