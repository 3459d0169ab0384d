/** Repairs what facts that were lost left behind in the index; a repeat finds nothing to do. */
import type { ScheduleSettings } from '#lib/function-settings.ts';
import { schedule } from '#lib/work.ts';
import { reconcileIndex } from '../reconcile-index.ts';

export const every = '1 day';
export const settings = { memory: 512, timeout: 300 } satisfies ScheduleSettings;

export const handler = schedule(reconcileIndex);
