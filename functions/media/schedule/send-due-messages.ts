/** Sends what is due of media to its queues: forms that ended, deletions, files that no medium has. */
import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';

export const every = '1 minute';

export const handler = schedule(() => sendDueMessages('media'));
