/** Records what a provider reported, from the provider's own state and in one transaction with its event; a repeat records nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { RecordPaymentReport } from '../messages.ts';
import { recordReport } from '../payment/record-report.ts';

export const on = RecordPaymentReport;
export const settings = { concurrency: 10, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, recordReport);
