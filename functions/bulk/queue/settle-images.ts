/** Counts what became of a picture that many products have, and has some of them show it; a repeat counts nothing. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { settleImages } from '../images/settle-images.ts';
import { SettleImages } from '../messages.ts';

export const on = SettleImages;
export const settings = { timeout: 60, concurrency: 4, batch: 1 } satisfies QueueSettings;

export const handler = queue(on, ({ places, code }) => settleImages(places, code));
