/** Settles a payment whose turn was put off, because somebody else was at its order; twice in, one effect. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { readPayment } from '../../billing/public.ts';
import { SettlePayment } from '../messages.ts';
import { settleInTurn } from '../payment/settle-or-defer.ts';

export const on = SettlePayment;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ paymentId }) => settleInTurn(await readPayment(paymentId)));
