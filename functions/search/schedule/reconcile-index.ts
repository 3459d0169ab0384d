/** Compares the index with the catalog and has every product that differs indexed; a repeat finds none. */

import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';
import { reconcileIndex } from '../reconcile-index.ts';

export const every = '1 day';
export const settings = { memory: 512, timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(reconcileIndex);
