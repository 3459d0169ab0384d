/** Compares the index with the catalog and has every product that differs indexed; a repeat finds none. */
import type { ScheduleSettings } from '#lib/function-settings.ts';
import { schedule } from '#lib/work.ts';
import { reconcileIndex } from '../reconcile-index.ts';

export const every = '1 day';
export const settings = { memory: 512, timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(reconcileIndex);
