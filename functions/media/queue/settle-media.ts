/** Settles a medium whose form has ended or whose deletion is due; a repeat changes nothing. */
import { nowMs } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { SettleMedia } from '../messages.ts';
import { settleMedia } from '../settle-media.ts';

export const on = SettleMedia;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ mediaId }) => settleMedia(mediaId, nowMs()));
