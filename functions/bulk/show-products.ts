import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { sendMessages } from '#lib/send.ts';
import { batchGet, transactIf, writeIf } from '#lib/table.ts';
import { buildDocuments, noteStock } from '../catalog/public.ts';
import { readStockStates } from '../inventory/public.ts';
import { finishIfComplete } from './finish-import.ts';
import { importAt, importFrom, shownAt, shownWrites } from './imports-table.ts';
import { type BroughtProduct, type Note, ShowProducts } from './messages.ts';

/** Time for the facts of the same products to have their documents built: what is there then is only looked at. */
const SOON_SECONDS = 1;
/** After so long an import ends with what is visible: the longest delay that a queue knows. */
const AT_LAST_SECONDS = 900;

/** Has the products of a chunk shown soon, and the import go on without those that are not visible after 15 minutes. */
export const sendToShow = async (chunk: { importId: string; number: number; products: BroughtProduct[] }) => {
  if (chunk.products.length === 0) return;
  await sendMessages(ShowProducts, [chunk], { delaySeconds: SOON_SECONDS });
  await sendMessages(ShowProducts, [{ ...chunk, last: true }], { delaySeconds: AT_LAST_SECONDS });
};

/**
 * Brings what an import brought to the pages and lists, stock included, and counts it as visible, once. It reads and
 * writes what is there already as any change of a product does, so a repeat changes nothing.
 */
export const showProducts = async ({ importId, number, products, last = false }: ShowProducts): Promise<void> => {
  const [item, shown] = await batchGet([importAt(importId), shownAt(importId, number)], { consistent: true });
  if (importFrom(item)?.status !== 'running') return;
  if (!shown) {
    const failures = await show(products).catch((error: unknown) => {
      if (!last) throw error;
      return new Map(products.map(({ productId }) => [productId, error]));
    });
    const [failure] = failures.values();
    if (failure && !last) throw failure;
    if (failure) log.error('imported products not visible', failure, { importId, number, products: failures.size });
    const hidden = products.filter(({ productId }) => failures.has(productId));
    const visible = products.length - hidden.length;
    const [counted, ...noted] = shownWrites(importId, number, visible, hidden.map(notVisible), nowMs());
    await (noted.length > 0 ? transactIf([counted, ...noted]) : writeIf(counted));
  }
  await finishIfComplete(importId, number);
};

const show = async (products: readonly BroughtProduct[]): Promise<Map<string, unknown>> => {
  const states = await readStockStates(products.flatMap(({ variantIds }) => variantIds));
  const owners = new Map(products.flatMap(({ productId, variantIds }) => variantIds.map((id) => [id, productId])));
  await noteStock(states.map((state) => ({ ...state, productId: owners.get(state.variantId) })));
  return buildDocuments(products);
};

const notVisible = ({ line, handle }: BroughtProduct): Note => ({
  line,
  code: 'not-yet-visible',
  message:
    'The product is in, and its page and its places in lists are not there after 15 minutes. They are tried again.',
  handle,
});
