/** Takes entries that are shown, or shown no more, into the index or out of it; the last state stays, in whatever order events arrive. */

import { queueTogether } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { EntryPublished, EntryUnpublished } from '../../content/events.ts';
import { takeIn } from '../take-in.ts';

export const on = [EntryPublished, EntryUnpublished] as const;
export const settings = { concurrency: 2, batch: 100, window: 1 } satisfies QueueSettings;

export const handler = queueTogether(on, (events) => takeIn(events.map(({ data }) => data.entryId)));
