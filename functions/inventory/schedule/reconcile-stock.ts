/** Recomputes counters from tickets and credits, a part at each run; a difference is an alarm. It repairs nothing by guessing. */

import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { reconcileStock } from '../audit/reconcile-stock.ts';

export const every = '1 hour';
export const settings = { timeout: 120 } satisfies ScheduleSettings;

export const handler = schedule(() => reconcileStock());
