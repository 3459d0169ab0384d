/** Builds a part of the index from its products; of many requests at once the first builds and the others find it done. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { buildShard } from '../embedded-engine.ts';
import { BuildShard } from '../messages.ts';

export const on = BuildShard;
export const settings = { memory: 512, concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ shard, dirty }) => buildShard(shard, dirty));
