/** Sums up the sales of the hours that have closed, so that a report of a day reads 24 items; a repeat changes nothing. */

import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { rollUpSales } from '../roll-up-sales.ts';

export const every = '15 minutes';
export const settings = { timeout: 300, memory: 1024 } satisfies ScheduleSettings;

export const handler = schedule(() => rollUpSales(nowMs()));
