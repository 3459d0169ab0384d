/** Fetches a picture from its address, two at once of a host; a repeat asks for nothing again. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { fetchMedia } from '../fetching/fetch-media.ts';
import { FetchMedia } from '../messages.ts';

export const on = FetchMedia;
/** A request takes 30 s at most; each host has two groups, so ten hosts are asked at once. */
export const settings = { memory: 512, timeout: 60, concurrency: 20, batch: 1, groups: true } satisfies QueueSettings;

export const handler = queue(on, fetchMedia);
