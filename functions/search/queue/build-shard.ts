/** Builds a shard's snapshot from its products, unless one that is as new was built meanwhile. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { buildShard } from '../embedded-engine.ts';
import { BuildShard } from '../messages.ts';

export const on = BuildShard;
export const settings = { memory: 512, concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ shard, dirty }) => buildShard(shard, dirty));
