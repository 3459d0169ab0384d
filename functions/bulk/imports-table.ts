import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { notFound, refusal } from '#lib/problem.ts';
import {
  get,
  type Item,
  type Key,
  put,
  putNew,
  query,
  queryAll,
  type Ref,
  tableOf,
  update,
  type Write,
} from '#lib/table.ts';
import { chunkLimits } from './chunks.ts';
import { ChunkResult, Import, type ImportStatus, sourcesOf, sumOf } from './import.ts';
import { RowError } from './messages.ts';

/**
 * Items: `imports` / `<id>` is the import itself (staff start a few a day; the partition is their list);
 * `import#<id>` / `chunk#<n>` is what was made of a chunk, `group#<n>` of a hundred of them, and `errors#<n>` what was
 * refused in a chunk; events lie under `<id>`.
 */
export const table = tableOf('bulk');

/** Chunks whose results are summed up in one item, so that no chunk reads more than these to tell whether all are done. */
export const GROUP = 100;
export const groupOf = (number: number): number => Math.floor(number / GROUP);

/** Chunks and their errors are of use while the import runs and is looked at. */
const KEPT_SECONDS = 90 * 24 * 3600;

const importKey = (id: string): Key => ({ pk: 'imports', sk: id });
const partOf = (id: string): string => `import#${id}`;
const numbered = (kind: 'chunk' | 'errors' | 'group', number: number): string =>
  `${kind}#${String(number).padStart(6, '0')}`;

export const importAt = (id: string): Ref => ({ table, key: importKey(id) });
export const chunkAt = (id: string, number: number): Ref => ({
  table,
  key: { pk: partOf(id), sk: numbered('chunk', number) },
});
export const importFrom = (item: Item | undefined): Import | undefined => (item ? z.parse(Import, item) : undefined);

export const newImport = (one: Import): Write => putNew(table, { ...importKey(one.id), type: 'import', ...one });

/** @throws Refusal 404 */
export const readImport = async (id: string): Promise<Import> => {
  const found = importFrom(await get(importAt(id), { consistent: true }));
  if (!found) throw notFound('import');
  return found;
};

/** Imports, the newest first. */
export const listImports = async (limit: number, cursor: string | undefined) => {
  const after = fromCursor('imports', cursor);
  const { items, last } = await query(table, { pk: 'imports', limit, newestFirst: true, after });
  return { items: items.map((item) => z.parse(Import, item)), nextCursor: toCursor('imports', last) };
};

const notSealed = '#status = :running AND attribute_not_exists(#chunks)';

/** Binds the import to its file: the first object that arrives, and again only the very same one. */
export const claimFile = (id: string, etag: string, now: string): Write =>
  update(
    table,
    importKey(id),
    'SET #status = :running, #etag = :etag, #startedAt = if_not_exists(#startedAt, :now)',
    { running: 'running', etag, now },
    {
      if: '#status = :waiting OR (#status = :running AND #etag = :etag)',
      values: { waiting: 'waiting' },
    },
  );

/** Remembers that the chunks before `sent` lie in the queue; refused once the import is over or was read to its end. */
export const markSent = (id: string, sent: number, rowsRead: number): Write =>
  update(
    table,
    importKey(id),
    'SET #sent = :sent, #rowsRead = :rowsRead',
    { sent, rowsRead, running: 'running' },
    { if: notSealed },
  );

/** Says how many chunks there are, and why there are no more when the file could not be read to its end. */
export const sealFile = (id: string, chunks: number, why?: { code: string; reason: string }): Write =>
  update(
    table,
    importKey(id),
    `SET #chunks = :chunks${why ? ', #reasonCode = :code, #reason = :reason' : ''}`,
    { chunks, running: 'running', ...why },
    { if: notSealed },
  );

/** The end of an import, once: refused when it has ended already. */
export const endImport = (
  id: string,
  to: ImportStatus,
  fields: { totals: ChunkResult; listedErrors: number | undefined; finishedAt: string },
): Write => {
  const from = Object.fromEntries(sourcesOf(to).map((status, index) => [`from${index}`, status]));
  const names = Object.keys(from).map((name) => `:${name}`);
  const listed = fields.listedErrors === undefined ? '' : ', #listedErrors = :listedErrors';
  return update(
    table,
    importKey(id),
    `SET #status = :to, #totals = :totals, #finishedAt = :finishedAt${listed}`,
    { to, ...fields },
    {
      if: `#status IN (${names.join(', ')})`,
      values: from,
      refused: () => refusal(409, 'import-over', 'The import has ended already.'),
    },
  );
};

/** What was made of a chunk, once; its errors beside it, so that counting does not read them. */
export const chunkWrites = (
  id: string,
  number: number,
  result: ChunkResult,
  errors: readonly RowError[],
  now: number,
): Write[] => {
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  const chunk = putNew(table, { ...chunkAt(id, number).key, type: 'chunk', ...result, ttl });
  if (errors.length === 0) return [chunk];
  return [chunk, put(table, { pk: partOf(id), sk: numbered('errors', number), type: 'errors', errors, ttl })];
};

/** The write of what was made of a group of chunks, once. */
export const groupWrite = (id: string, group: number, sums: ChunkResult, now: number): Write =>
  putNew(table, {
    pk: partOf(id),
    sk: numbered('group', group),
    type: 'group',
    ...sums,
    ttl: epochSeconds(now) + KEPT_SECONDS,
  });

type Results = Map<number, ChunkResult>;
const readResults = async (id: string, kind: 'chunk' | 'group', from: number, to: number): Promise<Results> => {
  const between = [numbered(kind, from), numbered(kind, to)] as const;
  const items = await queryAll(table, { pk: partOf(id), between, limit: to - from + 1, consistent: true });
  return new Map(items.map((item) => [Number(String(item['sk']).slice(kind.length + 1)), z.parse(ChunkResult, item)]));
};

/** Reads what was made of the chunks of one group so far, by their numbers. */
export const readGroup = (id: string, group: number): Promise<Results> =>
  readResults(id, 'chunk', group * GROUP, (group + 1) * GROUP - 1);

/** Reads the sums of the groups that are complete, by their numbers. */
export const readGroups = (id: string): Promise<Results> =>
  readResults(id, 'group', 0, groupOf(chunkLimits.chunks - 1));

/** Reads what was made of all chunks so far: sums of groups, and the chunks from the first incomplete group on. */
export const readProgress = async (id: string): Promise<ChunkResult> => {
  const groups = await readGroups(id);
  let first = 0;
  while (groups.has(first)) first += 1;
  const chunks = await readResults(id, 'chunk', first * GROUP, chunkLimits.chunks - 1);
  const others = [...chunks].filter(([number]) => !groups.has(groupOf(number))).map(([, result]) => result);
  return sumOf([...groups.values(), ...others]);
};

/** The refused rows in the order of the chunks, up to `limit`. */
export const readErrors = async (id: string, limit: number): Promise<RowError[]> => {
  const errors: RowError[] = [];
  let after: Item | undefined;
  do {
    const page = await query(table, { pk: partOf(id), begins: 'errors#', limit: 200, after, consistent: true });
    for (const item of page.items) errors.push(...z.parse(z.array(RowError), item['errors']));
    after = page.last;
  } while (after && errors.length < limit);
  return errors;
};
