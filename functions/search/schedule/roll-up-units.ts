/** Sums the units that were paid, by day and over 90 days; a repeat stores the same. */

import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { rollUpUnits } from '../sources/units-paid.ts';

export const every = '1 hour';
export const settings = { memory: 512, timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(() => rollUpUnits(nowMs()));
