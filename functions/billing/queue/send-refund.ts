/** Sends a stored refund to its provider and records the answer; under the refund's key a repeat pays once. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { SendRefund } from '../messages.ts';
import { sendRefund } from '../refund/refund-payment.ts';

export const on = SendRefund;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ refundId }) => sendRefund(refundId));
