import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { notFound } from '#lib/refusals.ts';
import { batchGet, get, type Item, type Key, put, putNew, query, type Ref, update, type Write } from '#lib/table.ts';
import { table } from '../imports-table.ts';
import { Export, isOpen, isStalled, limits } from './export.ts';

/**
 * Items: `exports` / `<id>` is the export itself (staff start a few a day; the partition is their list);
 * `exports#open` / `open` names those that were open when the last one was started, and is the arbiter of how many.
 */
const exportKey = (id: string): Key => ({ pk: 'exports', sk: id });
const openKey: Key = { pk: 'exports#open', sk: 'open' };
const openAt: Ref = { table, key: openKey };
const exportAt = (id: string): Ref => ({ table, key: exportKey(id) });
export const exportFrom = (item: Item | undefined): Export | undefined => (item ? z.parse(Export, item) : undefined);

/** @throws Refusal 404 */
export const readExport = async (id: string): Promise<Export> => {
  const found = exportFrom(await get(exportAt(id), { consistent: true }));
  if (!found) throw notFound('export');
  return found;
};

/** Exports, the newest first. */
export const listExports = async (limit: number, cursor: string | undefined) => {
  const after = fromCursor('exports', cursor);
  const { items, last } = await query(table, { pk: 'exports', limit, newestFirst: true, after });
  return { items: items.map((item) => z.parse(Export, item)), nextCursor: toCursor('exports', last) };
};

/** The exports that are open at a moment, and the version of the item that named them. */
export const readOpen = async (
  now: number,
): Promise<{ readonly open: readonly Export[]; readonly version: number }> => {
  const item = await get(openAt, { consistent: true });
  const ids = (item?.['ids'] ?? []) as string[];
  const items = ids.length > 0 ? await batchGet(ids.map(exportAt), { consistent: true }) : [];
  const found = items.flatMap((one) => exportFrom(one) ?? []);
  return { open: found.filter((one) => isOpen(one) && !isStalled(one, now)), version: Number(item?.['version'] ?? 0) };
};

/** The writes that start an export, if no other one was started since `readOpen`. */
export const newExport = (one: Export, { open, version }: Awaited<ReturnType<typeof readOpen>>): Write[] => [
  putNew(table, { ...exportKey(one.id), type: 'export', ...one }),
  put(
    table,
    { ...openKey, ids: [...open.map(({ id }) => id), one.id], version: version + 1 },
    { if: 'attribute_not_exists(pk) OR #version = :version', values: { version } },
  ),
];

/** Who works a step: `by` tells two invocations apart, and for `ms` milliseconds no other one begins it. */
export interface Lease {
  readonly by: string;
  readonly now: number;
  readonly ms: number;
}

/** Begins a step; refused when it is done, when the export has ended or is given up, and while another one works it. */
export const beginWrite = (id: string, step: number, { by, now, ms }: Lease, isReminder: boolean): Write =>
  update(
    table,
    exportKey(id),
    'SET #status = :running, #tries = #tries + :one, #leaseBy = :by, #leaseUntil = :until, #touchedAt = :now, ' +
      '#startedAt = if_not_exists(#startedAt, :now)',
    { running: 'running', one: 1, by, until: isoTime(now + ms), now: isoTime(now) },
    {
      if: `#step = :step AND #touchedAt > :stalled AND (#status = :waiting${
        isReminder ? '' : ' OR (#status = :running AND (attribute_not_exists(#leaseUntil) OR #leaseUntil < :now))'
      })`,
      values: { step, stalled: isoTime(now - limits.stalledMs), waiting: 'waiting' },
    },
  );

/** What a step made: where the source goes on, and how much of the file there is. */
export type Made = Pick<Export, 'isWritten' | 'progress' | 'rows' | 'bytes' | 'parts'> &
  Partial<Pick<Export, 'position' | 'uploadId' | 'tailStep'>>;

const owned = { if: '#status = :running AND #step = :step AND #leaseBy = :by' };

/** Records what a step made, once, and hands the next one over. */
export const madeWrite = ({ id, step, leaseBy }: Export, made: Made, now: number): Write => {
  const { isWritten, progress, rows, bytes, parts, ...optional } = made;
  const set = Object.keys(optional).map((name) => `, #${name} = :${name}`);
  return update(
    table,
    exportKey(id),
    'SET #step = :next, #tries = :none, #touchedAt = :now, #isWritten = :isWritten, #progress = :progress, ' +
      `#rows = :rows, #bytes = :bytes, #parts = :parts${set.join('')} REMOVE #leaseUntil`,
    { next: step + 1, none: 0, now: isoTime(now), isWritten, progress, rows, bytes, parts, ...optional },
    { ...owned, values: { running: 'running', step, by: leaseBy } },
  );
};

/** Lets a failed step be tried again at once. */
export const releaseWrite = ({ id, step, leaseBy }: Export): Write =>
  update(
    table,
    exportKey(id),
    'REMOVE #leaseUntil',
    {},
    { ...owned, values: { running: 'running', step, by: leaseBy } },
  );

/** The end of an export, once. */
export const endWrite = (id: string, why: { reasonCode: string; reason: string } | undefined, now: number): Write =>
  update(
    table,
    exportKey(id),
    `SET #status = :to, #finishedAt = :now, #touchedAt = :now${why ? ', #reasonCode = :reasonCode, #reason = :reason' : ', #progress = :all'}`,
    { to: why ? 'failed' : 'done', now: isoTime(now), ...(why ?? { all: 1 }) },
    { if: '#status IN (:waiting, :running)', values: { waiting: 'waiting', running: 'running' } },
  );
