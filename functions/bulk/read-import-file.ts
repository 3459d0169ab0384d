import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { failed } from '#lib/metric.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { sendEach, sendMessages } from '#lib/send.ts';
import { get, writeIf } from '#lib/table.ts';
import { catalogSettings } from '../catalog/public.ts';
import { importOfKey } from './bucket/import-bucket.ts';
import { openFile } from './bucket/open-file.ts';
import { chunksOf, type NumberedChunk } from './chunks.ts';
import { finishIfComplete } from './finish-import.ts';
import type { Import } from './import.ts';
import { importChunk } from './import-chunk.ts';
import { claimFile, importAt, importFrom, markSent, sealFile } from './imports-table.ts';
import { ImportChunk } from './messages.ts';
import type { ShopifyCsvSettings } from './shopify-csv/product-rows.ts';
import { readShopifyCsv, scatteredHandles } from './shopify-csv/read-shopify-csv.ts';
import { FileRefused } from './shopify-csv/refusals.ts';

/**
 * Reads an uploaded file into messages of whole products, in flat memory. S3 may tell of it twice and a run may end
 * anywhere: the next one reads the same bytes into the same numbered chunks and goes on behind those that were sent. It
 * is read twice: only at its end is it known whose rows do not follow each other.
 */
export const readImportFile = async (key: string): Promise<void> => {
  const id = importOfKey(key);
  const one = id === undefined ? undefined : importFrom(await get(importAt(id), { consistent: true }));
  if (!one) return log.warn('upload of no import', { key });
  if (one.status !== 'waiting' && one.status !== 'running') return;
  if (one.chunks === undefined) await readFile(one);
  await finishIfComplete(one.id);
};

const replaced = {
  code: 'file-replaced',
  reason: 'Another file was uploaded in place of this one; start a new import.',
};
const missing = { code: 'file-missing', reason: 'The file was deleted before it was read to its end.' };

const readFile = async (one: Import): Promise<void> => {
  const file = await openFile(one.id);
  if (!file) {
    await writeIf(sealFile(one.id, one.sent, missing));
    return;
  }
  if (!(await writeIf(claimFile(one.id, file.etag, isoTime(nowMs()))))) {
    if (one.status === 'running') await writeIf(sealFile(one.id, one.sent, replaced));
    return;
  }
  let chunks = 0;
  let why: { code: string; reason: string } | undefined;
  try {
    const scattered = await scatteredHandles(file.bytes);
    const again = await openFile(one.id);
    if (again?.etag !== file.etag) {
      await writeIf(sealFile(one.id, one.sent, again ? replaced : missing));
      return;
    }
    for await (const { number, chunk, rowsRead } of chunksOf(readShopifyCsv(again.bytes, settingsOf(one), scattered))) {
      chunks = number + 1;
      if (chunks <= one.sent) continue;
      await send({ importId: one.id, number, ...chunk });
      if (!(await writeIf(markSent(one.id, chunks, rowsRead)))) return;
    }
  } catch (error) {
    if (isTransient(error)) throw error;
    why = error instanceof FileRefused ? { code: error.code, reason: error.reason } : fault(error, one.id);
  }
  await writeIf(sealFile(one.id, chunks, why));
};

/** How the file of an import is read. */
const settingsOf = ({ trackInventory, duplicateSkus }: Import): ShopifyCsvSettings => ({
  currency: catalogSettings().SHOP_CURRENCIES[0] ?? 'EUR',
  trackInventory,
  duplicateSkus,
});

/**
 * Reads the file of an import into the chunks that it was read into before; nothing when it is not there any more.
 * @throws FileRefused where it cannot be read further
 */
export async function* chunksAgain(one: Import): AsyncGenerator<NumberedChunk> {
  const first = await openFile(one.id);
  if (first === undefined || first.etag !== one.etag) return;
  const scattered = await scatteredHandles(first.bytes);
  const again = await openFile(one.id);
  if (again?.etag === one.etag) yield* chunksOf(readShopifyCsv(again.bytes, settingsOf(one), scattered));
}

/** Sends a chunk to its queue, or works it here when no queue takes it. */
const send = async (message: ImportChunk): Promise<void> => {
  const never = await sendEach([message], (some) => sendMessages(ImportChunk, some));
  for (const one of never) await importChunk(one);
};

/** A fault of ours ends the import, too, and is counted as a bug. */
const fault = (error: unknown, importId: string): { code: string; reason: string } => {
  failed('import file not read', error, { importId });
  return { code: 'internal-error', reason: 'The file cannot be read further, by a fault that is not of the file.' };
};
