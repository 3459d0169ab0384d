/** Posts the test provider's signed report to the shop's webhook; what the shop does not take comes again. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { DeliverTestReport } from '../messages.ts';
import { deliverReport } from '../providers/test/deliver.ts';

export const on = DeliverTestReport;
export const settings = { timeout: 10, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, deliverReport);
