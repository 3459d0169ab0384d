/**
 * Keeps the index good: packs what has changed, makes a new file of it when that is much, and reads all sources anew each
 * night. What one run does not end the next goes on with.
 */

import { nowMs } from '#lib/clock.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { chosenOpenSearch } from '../chosen-engine.ts';
import { maintain } from '../generations/building/maintain.ts';
import { sources } from '../sources/sources.ts';

const MINUTES = 12;

export const every = '1 minute';
export const settings = { memory: 1769, timeout: 900, ephemeralStorage: 4096 } satisfies ScheduleSettings;

export const handler = schedule(async () => {
  const run = { anew: false, untilMs: nowMs() + MINUTES * 60_000 };
  const other = await chosenOpenSearch();
  await (other ? other.maintain(sources, run) : maintain(sources, run));
});
