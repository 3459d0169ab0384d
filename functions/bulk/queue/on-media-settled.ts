/** Counts that a picture of an import is ready or refused, and has products show it; a repeat counts nothing. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { MediaReady, MediaRefused } from '../../media/events.ts';
import { settleMedium } from '../images/settle-images.ts';

export const on = [MediaReady, MediaRefused] as const;
export const settings = { timeout: 60, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ type, data }) =>
  settleMedium(data.mediaId, type === 'media.refused' ? data.code : undefined),
);
