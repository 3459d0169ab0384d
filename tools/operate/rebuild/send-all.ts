import { sendMessages } from '#lib/send.ts';
import { PARTITIONS } from '#lib/sharded-list.ts';
import { type Item, query, tableOf } from '#lib/table.ts';
import {REBUILT_A_MESSAGE as DESCRIPTIONS_A_MESSAGE,
  groupsOf, RebuildDescriptions, 
} from '../../../functions/catalog/messages.ts'; // biome-ignore format: a list
import { REBUILT_A_MESSAGE as ENTRIES_A_MESSAGE, RebuildRevisions } from '../../../functions/content/messages.ts';

/** Keys that one query reads. */
const PAGE = 1000;

/** Reads the sort keys of a partition, a page at a time. */
async function* keysOf(module: string, pk: string): AsyncGenerator<string[]> {
  let after: Item | undefined;
  do {
    const page = await query(tableOf(module), { pk, limit: PAGE, after, consistent: true, project: ['sk'] });
    yield page.items.map(({ sk }) => String(sk));
    after = page.last;
  } while (after);
}

/** How many of each were sent, or would be. */
export interface Sent {
  products: number;
  collections: number;
  entries: number;
}

/**
 * Sends every product, collection and entry, in groups, to the functions that make again what an older filter made. Reads keys
 * alone; what is made while it reads is of the present filter.
 * @param progress is told what was sent so far, after each page
 */
export const sendAllToRebuild = async ({
  dryRun,
  progress,
}: {
  readonly dryRun: boolean;
  readonly progress: (sent: Sent) => void;
}): Promise<Sent> => {
  const sent: Sent = { products: 0, collections: 0, entries: 0 };
  const each = async (
    kind: keyof Sent,
    module: string,
    pk: string,
    send: (ids: readonly string[]) => Promise<void>,
  ): Promise<void> => {
    for await (const ids of keysOf(module, pk)) {
      if (ids.length === 0) continue;
      if (!dryRun) await send(ids);
      sent[kind] += ids.length;
      progress(sent);
    }
  };
  const descriptions = (of: 'productIds' | 'collectionIds') => (ids: readonly string[]) =>
    sendMessages(
      RebuildDescriptions,
      groupsOf(ids, DESCRIPTIONS_A_MESSAGE).map((some) => ({ productIds: [], collectionIds: [], [of]: some })),
    );
  await each('products', 'catalog', 'list#admin', descriptions('productIds'));
  await each('collections', 'catalog', 'collections', descriptions('collectionIds'));
  for (let shard = 0; shard < PARTITIONS; shard += 1)
    await each('entries', 'content', `entries#${shard}`, (ids) =>
      sendMessages(
        RebuildRevisions,
        groupsOf(ids, ENTRIES_A_MESSAGE).map((entryIds) => ({ entryIds })),
      ),
    );
  return sent;
};
