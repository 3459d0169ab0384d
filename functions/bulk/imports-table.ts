import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { notFound } from '#lib/refusals.ts';
import {
  get,
  type Item,
  type Key,
  put,
  putNew,
  query,
  queryAll,
  type Ref,
  remove,
  tableOf,
  update,
  type Write,
} from '#lib/table.ts';
import type { Noted } from './bucket/import-bucket.ts';
import { chunkLimits } from './chunks.ts';
import { ChunkResult, type ImageCounts, Import, type ImportStatus, productsIn, sourcesOf, sumOf } from './import.ts';
import { Note } from './messages.ts';
import { ImportOver } from './refusals.ts';

/**
 * Items: `imports` / `<id>` is the import itself (staff start a few a day; the partition is their list);
 * `imports#open` / `<id>` is there until it has ended; `import#<id>` / `chunk#<n>` is what was made of a chunk, `group#<n>` of a hundred of them, `errors#<n>` what was
 * refused in a chunk and `warnings#<n>` what was taken otherwise; events lie under `<id>`. Pictures: images/images-table.ts.
 */
export const table = tableOf('bulk');

/** Chunks whose results are summed up in one item, so that no chunk reads more than these to tell whether all are done. */
export const GROUP = 100;
export const groupOf = (number: number): number => Math.floor(number / GROUP);

/** Chunks and their errors are of use while the import runs and is looked at. */
export const KEPT_SECONDS = 90 * 24 * 3600;

/** The partition of imports that have not ended: a few at a time. */
export const OPEN = 'imports#open';

const importKey = (id: string): Key => ({ pk: 'imports', sk: id });
export const partOf = (id: string): string => `import#${id}`;
export const numbered = (kind: 'chunk' | 'group' | 'shown' | 'images' | Noted, number: number): string =>
  `${kind}#${String(number).padStart(6, '0')}`;

export const importAt = (id: string): Ref => ({ table, key: importKey(id) });
export const chunkAt = (id: string, number: number): Ref => ({
  table,
  key: { pk: partOf(id), sk: numbered('chunk', number) },
});
/** How many products of a chunk are visible; put once, when they are or when they are given up. */
export const shownAt = (id: string, number: number): Ref => ({
  table,
  key: { pk: partOf(id), sk: numbered('shown', number) },
});
export const importFrom = (item: Item | undefined): Import | undefined => (item ? z.parse(Import, item) : undefined);

/** The writes that start an import: its item, and its place among those that are open. */
export const newImport = (one: Import): Write[] => [
  putNew(table, { ...importKey(one.id), type: 'import', ...one }),
  putNew(table, { pk: OPEN, sk: one.id, type: 'open-import', movedAt: one.createdAt }),
];

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

/** Why an import goes on without what nobody worked; what was known to be wrong with its file before stays. */
export const stallImport = (id: string, chunks: number, why: { code: string; reason: string }): Write =>
  update(
    table,
    importKey(id),
    'SET #chunks = if_not_exists(#chunks, :chunks), #reason = if_not_exists(#reason, :reason), ' +
      '#reasonCode = if_not_exists(#reasonCode, :code)',
    { chunks, ...why },
    { if: '#status IN (:waiting, :running)', values: { waiting: 'waiting', running: 'running' } },
  );

/** The end of an import, once: refused when it has ended already. */
export const endImport = (
  id: string,
  to: ImportStatus,
  fields: {
    totals: ChunkResult;
    listedErrors: number | undefined;
    listedWarnings: number | undefined;
    listedImages: number | undefined;
    images: ImageCounts | undefined;
    finishedAt: string;
  },
): Write[] => {
  const from = Object.fromEntries(sourcesOf(to).map((status, index) => [`from${index}`, status]));
  const names = Object.keys(from).map((name) => `:${name}`);
  const listed = (['listedErrors', 'listedWarnings', 'listedImages', 'images'] as const)
    .filter((name) => fields[name] !== undefined)
    .map((name) => `, #${name} = :${name}`)
    .join('');
  const end = update(
    table,
    importKey(id),
    `SET #status = :to, #totals = :totals, #finishedAt = :finishedAt${listed}`,
    { to, ...fields },
    {
      if: `#status IN (${names.join(', ')})`,
      values: from,
      refused: () => new ImportOver(),
    },
  );
  return [end, remove(table, { pk: OPEN, sk: id })];
};

/** Notes how far the pictures of an import that has ended are known; an older note changes nothing. */
export const imagesWrite = ({ id, listedErrors, listedImages, images }: Import): Write => {
  const fields = { listedErrors, listedImages, images };
  const named = (Object.keys(fields) as (keyof typeof fields)[]).filter((name) => fields[name] !== undefined);
  return update(
    table,
    importKey(id),
    `SET ${named.map((name) => `#${name} = :${name}`).join(', ')}`,
    Object.fromEntries(named.map((name) => [name, fields[name]])),
    { if: 'attribute_not_exists(#listedImages) OR #listedImages <= :listedImages' },
  );
};

/** What was made of a chunk, once; its errors and warnings beside it, so that counting does not read them. */
export const chunkWrites = (
  id: string,
  number: number,
  result: ChunkResult,
  notes: Readonly<Record<Noted, readonly Note[]>>,
  now: number,
): Write[] => {
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  const chunk = putNew(table, { ...chunkAt(id, number).key, type: 'chunk', ...result, ttl });
  const lists = (['errors', 'warnings'] as const).filter((noted) => notes[noted].length > 0);
  return [
    chunk,
    ...lists.map((noted) =>
      put(table, { pk: partOf(id), sk: numbered(noted, number), type: noted, [noted]: notes[noted], ttl }),
    ),
  ];
};

/** How many products of a chunk are visible, once, with a warning for each that is not. */
export const shownWrites = (
  id: string,
  number: number,
  visible: number,
  warnings: readonly Note[],
  now: number,
): [Write, ...Write[]] => {
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  const counts = { visible, warnings: warnings.length };
  const shown = putNew(table, { ...shownAt(id, number).key, type: 'shown', ...counts, ttl });
  if (warnings.length === 0) return [shown];
  const sk = `${numbered('warnings', number)}-shown`;
  return [shown, put(table, { pk: partOf(id), sk, type: 'warnings', warnings, ttl })];
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
const readItems = async (id: string, kind: 'chunk' | 'group' | 'shown', from: number, to: number) => {
  const between = [numbered(kind, from), numbered(kind, to)] as const;
  const items = await queryAll(table, { pk: partOf(id), between, limit: to - from + 1, consistent: true });
  return items.map((item) => [Number(String(item['sk']).slice(kind.length + 1)), item] as const);
};

/** What was made of chunks, with what is visible of them. `settled` are those of which nothing more is to come. */
interface Chunks {
  readonly results: Results;
  readonly settled: ReadonlySet<number>;
}
const readChunks = async ({ id, dryRun }: Pick<Import, 'id' | 'dryRun'>, from: number, to: number): Promise<Chunks> => {
  const results: Results = new Map(
    (await readItems(id, 'chunk', from, to)).map(([number, item]) => [number, z.parse(ChunkResult, item)]),
  );
  const shown = new Map(dryRun ? [] : await readItems(id, 'shown', from, to));
  const settled = new Set<number>();
  for (const [number, result] of results) {
    const { visible, warnings } = z.parse(Shown, shown.get(number) ?? {});
    results.set(number, { ...result, visible, warnings: result.warnings + warnings });
    if (dryRun || shown.has(number) || productsIn(result) === 0) settled.add(number);
  }
  return { results, settled };
};
const Shown = z.object({ visible: z._default(z.int(), 0), warnings: z._default(z.int(), 0) });

/** Reads what was made of the chunks of one group so far. */
export const readGroup = (one: Pick<Import, 'id' | 'dryRun'>, group: number): Promise<Chunks> =>
  readChunks(one, group * GROUP, (group + 1) * GROUP - 1);

/** Reads the sums of the groups that are complete, by their numbers. */
export const readGroups = async (id: string): Promise<Results> => {
  const items = await readItems(id, 'group', 0, groupOf(chunkLimits.chunks - 1));
  return new Map(items.map(([number, item]) => [number, z.parse(ChunkResult, item)]));
};

/** Reads what was made of all chunks so far: sums of groups, and the chunks from the first incomplete group on. */
export const readProgress = async (one: Pick<Import, 'id' | 'dryRun'>): Promise<ChunkResult> => {
  const groups = await readGroups(one.id);
  let first = 0;
  while (groups.has(first)) first += 1;
  const { results } = await readChunks(one, first * GROUP, chunkLimits.chunks - 1);
  const others = [...results].filter(([number]) => !groups.has(groupOf(number))).map(([, result]) => result);
  return sumOf([...groups.values(), ...others]);
};

/** The errors or warnings in the order of the chunks, up to `limit` and those of the chunk that reaches it. */
export const readNotes = async (id: string, noted: Noted, limit: number): Promise<Note[]> => {
  const notes: Note[] = [];
  let after: Item | undefined;
  do {
    const page = await query(table, { pk: partOf(id), begins: `${noted}#`, limit: 200, after, consistent: true });
    for (const item of page.items) notes.push(...z.parse(z.array(Note), item[noted]));
    after = page.last;
  } while (after && notes.length < limit);
  return notes;
};
