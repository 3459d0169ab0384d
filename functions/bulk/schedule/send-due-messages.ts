/** Sends the steps of long exports whose time has come to their queue, and reminders of exports whose start was lost. */

import { sendDueMessages } from '#lib/due-index.ts';
import { schedule } from '#lib/work.ts';

export const every = '1 minute';

export const handler = schedule(() => sendDueMessages('bulk'));
