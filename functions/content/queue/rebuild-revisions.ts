import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { rebuildRevisions } from '../entries/rebuild-revisions.ts';
import { RebuildRevisions } from '../messages.ts';

/** Makes the documents of some entries again where an older filter made them; a repeat changes nothing. */
export const on = RebuildRevisions;

/** Few at a time: all entries are gone through beside the newsroom's other work, not instead of it. */
export const settings = { memory: 512, timeout: 120, batch: 1, concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, async ({ entryIds }) => {
  for (const entryId of entryIds) await rebuildRevisions(entryId);
});
