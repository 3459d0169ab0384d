import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { get, queryAll, update, writeIf } from '#lib/table.ts';
import { type Import, isOpen } from '../import.ts';
import { importAt, importFrom, OPEN, table } from '../imports-table.ts';

/** An import that has not ended, with how far it was when it was last seen to go on. */
const OpenImport = z.object({
  sk: z.string(),
  progress: z.optional(z.string()),
  movedAt: z.string(),
  /** How often its end was begun. */
  tries: z._default(z.int(), 0),
});
export type OpenImport = z.infer<typeof OpenImport> & { readonly one: Import };

/** Reads the imports that have not ended. */
export const readOpenImports = async (): Promise<OpenImport[]> => {
  const items = await queryAll(table, { pk: OPEN, limit: 100, consistent: true });
  const open: OpenImport[] = [];
  for (const item of items) {
    const one = importFrom(await get(importAt(String(item['sk'])), { consistent: true }));
    if (one && isOpen(one.status)) open.push({ ...z.parse(OpenImport, item), one });
  }
  return open;
};

/** Notes how far an import is. @param now milliseconds since 1970 */
export const noteMove = async ({ sk }: OpenImport, progress: string, now: number): Promise<void> => {
  const values = { progress, movedAt: isoTime(now) };
  const there = { if: 'attribute_exists(pk)' };
  await writeIf(update(table, { pk: OPEN, sk }, 'SET #progress = :progress, #movedAt = :movedAt', values, there));
};

/** Notes that the end of an import is begun, before it is. */
export const noteTry = async ({ sk, tries }: OpenImport): Promise<void> => {
  const there = { if: 'attribute_exists(pk)' };
  await writeIf(update(table, { pk: OPEN, sk }, 'SET #tries = :tries', { tries: tries + 1 }, there));
};
