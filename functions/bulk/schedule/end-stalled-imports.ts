/** Ends imports that do not go on, since what was to work them died: every import ends. */
import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { endStalledImports } from '../stalled/end-stalled-imports.ts';

export const every = '5 minutes';
/** It may have to read a file of 100 MB once more. */
export const settings = { timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(() => endStalledImports(nowMs()));
