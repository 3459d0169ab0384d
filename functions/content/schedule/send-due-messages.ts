/** Sends what is due of content to its queues: moments at which entries begin or cease to be shown. */
import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';

export const every = '1 minute';

export const handler = schedule(() => sendDueMessages('content'));
