/** Reads the provider's books: money that its reports did not bring us is settled, and what nothing explains is counted. */

import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { reconcilePayments } from '../payment/reconcile-payments.ts';

export const every = '15 minutes';
/** What is not read in this time is read by the next run. */
const READS_FOR_MS = 90_000;
export const settings = { timeout: 180 } satisfies ScheduleSettings;

export const handler = schedule(() => reconcilePayments(nowMs() + READS_FOR_MS));
