/** Puts a fetch whose turn has come into its host's group; a repeat is the one that is there. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { resumeFetch } from '../fetching/fetch-media.ts';
import { ResumeFetch } from '../messages.ts';

export const on = ResumeFetch;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, resumeFetch);
