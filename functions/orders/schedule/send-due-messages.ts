/** Sends the orders' messages whose time has come to their queues: holds that run out late, and questions asked again. */

import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';
import type { ScheduleSettings } from '#stack/function-settings.ts';

export const every = '1 minute';
/** A whole virtual CPU: a run of tens of thousands of messages is the clients' own work. */
export const settings = { timeout: 60, memory: 1769 } satisfies ScheduleSettings;

export const handler = schedule(() => sendDueMessages('orders'));
