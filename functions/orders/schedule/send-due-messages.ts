/** Sends the orders' messages whose time has come to their queues: holds that run out late, and questions asked again. */
import { nowMs } from '#lib/clock.ts';
import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';

export const every = '1 minute';
/** What is not sent in this time is sent by the next run. */
const SENDS_FOR_MS = 45_000;
export const settings = { timeout: 60, memory: 1769 };

export const handler = schedule(() => sendDueMessages('orders', nowMs() + SENDS_FOR_MS));
