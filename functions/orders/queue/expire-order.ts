/** Ends an order whose hold has run out. A queue delays by 15 minutes at most, so the message is sent on until due. */

import { msOf, nowMs } from '#lib/clock.ts';
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { ExpireOrder } from '../messages.ts';
import { endOrder } from '../placing/end-order.ts';

export const on = ExpireOrder;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const seconds = Math.ceil((msOf(message.due) - nowMs()) / 1000);
  if (seconds > 0) await sendMessages(ExpireOrder, [message], { delaySeconds: seconds });
  else await endOrder(message.orderId, 'expired', message.asked ?? 0);
});
