/** Cuts the previews of a picture anew after its focal point has moved; a repeat finds them cut. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { cropMedia } from '../crop-media.ts';
import { CropMedia } from '../messages.ts';

export const on = CropMedia;
export const settings = { memory: 1024, timeout: 60, concurrency: 2, batch: 1, native: true } satisfies QueueSettings;

export const handler = queue(on, ({ mediaId }) => cropMedia(mediaId));
