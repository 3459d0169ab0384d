/** Records one delivery per webhook that wants an event; a repeat records and sends nothing more. */

import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { published } from '../event-types.ts';
import { fanOut } from '../fan-out.ts';

export const on = published;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ id, type, timestamp, data }) => {
  await fanOut({ id, type, timestamp, data }, msOf(timestamp));
});
