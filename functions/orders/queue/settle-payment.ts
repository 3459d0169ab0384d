/** Settles a payment that was deferred while another settlement held its order's claim; twice in, one effect. */

import { nextSelfSend } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { readPayment } from '../../billing/public.ts';
import { SettlePayment } from '../messages.ts';
import { settleOrDefer } from '../payment/settle-or-defer.ts';

export const on = SettlePayment;
export const settings = { concurrency: 10, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) =>
  settleOrDefer(await readPayment(message.paymentId), nextSelfSend(message)),
);
