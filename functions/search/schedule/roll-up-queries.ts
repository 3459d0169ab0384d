/** Adds up what was searched for, by day, and what completes a typed query; a repeat stores the same. */

import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { rollUpQueries } from '../reporting/roll-up-queries.ts';

export const every = '1 hour';
export const settings = { memory: 512, timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(() => rollUpQueries(nowMs()));
