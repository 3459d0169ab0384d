/** Sends the deliveries whose next attempt is due to their queue, after waits that no message can hold. */
import { nowMs } from '#lib/clock.ts';
import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';

export const every = '1 minute';
/** What is not sent in this time is sent by the next run. */
const SENDS_FOR_MS = 45_000;
export const settings = { timeout: 60, memory: 1769 };

export const handler = schedule(() => sendDueMessages('webhooks', nowMs() + SENDS_FOR_MS));
