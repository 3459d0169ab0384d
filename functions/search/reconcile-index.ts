import { log } from '#lib/log.ts';
import { sendMessages } from '#lib/send.ts';
import { allSearchSummaries } from '../catalog/public.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { INDEXED_A_MESSAGE, IndexProducts } from './messages.ts';
import { sameSummary } from './same-summary.ts';

/**
 * Compares the index with the whole catalog and sends each product that differs to `index-products`: after a lost event,
 * and for a catalog that is older than its index. Sends nothing when both are the same; an index without products is
 * filled by the queue's functions, whatever the time-out of this one.
 */
export const reconcileIndex = async (): Promise<void> => {
  const unseen = new Map(await embeddedEngine.stored());
  let sent = 0;
  const send = async (productIds: readonly string[]): Promise<void> => {
    sent += productIds.length;
    for (let from = 0; from < productIds.length; from += INDEXED_A_MESSAGE)
      await sendMessages(IndexProducts, [{ productIds: productIds.slice(from, from + INDEXED_A_MESSAGE) }]);
  };
  for await (const summaries of allSearchSummaries()) {
    const different = summaries.filter((one) => !sameSummary(unseen.get(one.id), one));
    await send(different.map(({ id }) => id));
    for (const { id } of summaries) unseen.delete(id);
  }
  await send([...unseen.keys()]);
  if (sent > 0) log.warn('search index differs', { products: sent });
};
