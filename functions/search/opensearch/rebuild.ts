import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { ConditionFailed } from '#lib/table.ts';
import type { SearchDocument } from '../document.ts';
import type { SearchEngine, Searcher, Sources } from '../engine.ts';
import type { Cluster } from './cluster.ts';
import { indexBody } from './index-body.ts';
import { generationOf, indexName, searchAlias, writeAlias } from './names.ts';
import { searcherOf } from './searcher.ts';
import { type Building, changeState, giveBack, type Lease, raiseVersion, readState, takeLease } from './state-table.ts';
import { writeDocuments } from './write-documents.ts';

/** How long a builder may be silent, and how much of a run is left for the step that it is in. */
const LEASE_MS = 60_000;
const RESERVE_MS = 15_000;
/** A generation is made anew from everything once a day, whatever happened. */
const FULL_MS = 24 * 3_600_000;
/** After a generation that was refused. */
const REFUSED_MS = 3_600_000;
/** How long a generation stays behind its successor, for searches and writes that are under way. */
const BEHIND_MS = 600_000;
/** Documents that are looked for before a generation is switched to. */
const CANARIES = 10;
/** Documents that one set of changes has at most. */
const A_SET = 100;

/** A generation that must not be switched to. */
export class GenerationRefused extends Error {
  override readonly name = 'GenerationRefused';
}

/** Requests for a generation that is made anew; moments are milliseconds since 1970. */
export interface Requests {
  /** When the last one was made, 0 for none; `readAt` is when the listing of the searched generation began. */
  askedAt(readAt: number): Promise<number>;
  noteProgress(startedAt: number, documents: number, finishedAt?: number): Promise<void>;
}

/** Which indices are kept good. */
interface Kept {
  readonly cluster: Cluster;
  /** How their names begin. */
  readonly name: string;
  readonly shards: number;
  readonly requests?: Requests | undefined;
}
/** What one run of the builder works with. */
interface Run extends Kept {
  readonly holder: string;
}
const lease = ({ holder }: Run): Lease => ({ holder, until: nowMs() + LEASE_MS });

/**
 * Does the next part of what keeps the indices good: fills a generation page by page, switches to it when counts and
 * canaries agree, deletes those that are behind. Each step is stored with the lease; a run that ends anywhere is gone on
 * from by the next one, since every step may be done twice.
 */
export const maintain = async (
  kept: Kept,
  sources: Sources,
  { anew, untilMs }: Parameters<SearchEngine['maintain']>[1],
): Promise<void> => {
  const { name } = kept;
  const run: Run = { ...kept, holder: newId('run') };
  if (!(await takeLease(name, lease(run), nowMs()))) return;
  try {
    await sweep(run);
    const building = await begun(run, anew);
    if (!building) return;
    const filled = await fill(run, sources, building, untilMs);
    if (filled.listed) await switchTo(run, sources, filled);
  } catch (error) {
    // Another builder has taken over: what this one did is as good as if it had.
    if (!(error instanceof ConditionFailed)) throw error;
    log.warn('search builder was overtaken', { index: name });
  } finally {
    await giveBack(name, run.holder);
  }
};

/** The generation that is being filled; a new one when one is due. */
const begun = async (run: Run, anew: boolean): Promise<Building | undefined> => {
  const { cluster, name, shards, requests } = run;
  const { next, current, builtAt, last } = await readState(name);
  if (next) return next;
  const isAsked = anew || ((await requests?.askedAt(builtAt)) ?? 0) > builtAt;
  if (!isAsked && current !== undefined && nowMs() - builtAt < FULL_MS) return undefined;
  const generation = last + 1;
  // Its number is given away first: no two builders ever fill one index, and none is filled twice.
  await changeState(name, lease(run), { last: generation });
  await cluster.createIndex(indexName(name, generation), indexBody(shards, writeAlias(name, generation)));
  // Announced before anything is listed. Who raised the counter before that reads what it writes before the pages below
  // read it; who raises it later writes to this generation, too. So none of them is missing from it.
  const { version } = await raiseVersion(name);
  const startedAt = nowMs();
  const building: Building = {
    generation,
    startedAt,
    listed: false,
    documents: 0,
    canaries: [],
    begun: version,
    pages: 0,
  };
  await changeState(name, lease(run), { next: building, builtAt: startedAt });
  return building;
};

/** Lists, reads and writes page after page, until everything is listed or time is short. */
const fill = async (run: Run, sources: Sources, from: Building, untilMs: number): Promise<Building> => {
  let building = from;
  while (!building.listed && nowMs() < untilMs - RESERVE_MS) {
    const { ids, cursor } = await sources.list(building.cursor);
    const { version } = await raiseVersion(run.name);
    const found = ids.length > 0 ? await sources.read(ids) : [];
    const documents = ids.map((id, n) => ({ id, document: found[n] }));
    await writeDocuments(run.cluster, run.name, [building.generation], version, documents);
    const there = documents.filter(({ document }) => document !== undefined).map(({ id }) => id);
    const { cursor: _, ...before } = building;
    building = {
      ...before,
      ...(cursor === undefined ? {} : { cursor }),
      listed: cursor === undefined,
      documents: building.documents + there.length,
      canaries: [...building.canaries, ...there.slice(0, 1)].slice(-CANARIES),
      pages: building.pages + 1,
    };
    await changeState(run.name, lease(run), { next: building });
    await run.requests?.noteProgress(building.startedAt, building.documents);
  }
  return building;
};

/**
 * Switches the searched alias to a filled generation, at one instant.
 * @throws GenerationRefused when its counts or canaries do not agree; it is given up, and the one before stays
 */
const switchTo = async (run: Run, sources: Sources, filled: Building): Promise<void> => {
  const { cluster, name } = run;
  const [index, alias] = [indexName(name, filled.generation), searchAlias(name)];
  await cluster.refresh(index);
  const doubt = (await countDoubt(run, filled)) ?? (await canaryDoubt(searcherOf(cluster, index), sources, filled));
  if (doubt) {
    // Given up, and tried again in a while: a reason that stays would have it filled every minute.
    await changeState(name, lease(run), { next: undefined, builtAt: nowMs() - FULL_MS + REFUSED_MS });
    throw new GenerationRefused(`generation ${filled.generation} of ${name} is not switched to: ${doubt}`);
  }
  const indices = await cluster.indices(`${name}-search-`);
  const before = [...indices]
    .filter(([other, aliases]) => other !== index && aliases.includes(alias))
    .map(([other]) => other);
  await cluster.updateAliases([
    ...before.map((other) => ({ remove: { index: other, alias, must_exist: false } })),
    { add: { index, alias } },
  ]);
  await changeState(name, lease(run), { current: filled.generation, next: undefined, switchedAt: nowMs() });
  await run.requests?.noteProgress(filled.startedAt, filled.documents, nowMs());
  log.info('search generation switched', { index, documents: filled.documents });
};

/** Compares how many documents it has with how many were read; changes since may have added or removed some. */
const countDoubt = async (
  { cluster, name }: Run,
  { generation, documents, begun: from, pages }: Building,
): Promise<string | undefined> => {
  const index = indexName(name, generation);
  const found = await cluster.search(index, {
    size: 0,
    query: { bool: { filter: [{ term: { gone: { value: false } } }] } },
    track_total_hits: true,
  });
  const total = found.hits.total;
  const count = typeof total === 'number' ? total : (total?.value ?? 0);
  const sets = (await readState(name)).version - from - pages;
  return Math.abs(count - documents) > A_SET * sets
    ? `${count} documents of ${documents}, and ${sets} sets of changes`
    : undefined;
};

/** Looks for some of its documents by their titles, as they are now. */
const canaryDoubt = async (
  searcher: Searcher,
  sources: Sources,
  { canaries }: Building,
): Promise<string | undefined> => {
  const documents = canaries.length > 0 ? await sources.read(canaries) : [];
  for (const document of documents) {
    if (!document || document.title.trim() === '') continue;
    if (!(await isFound(searcher, document))) return `${document.id} is not found by its title`;
  }
  return undefined;
};

const isFound = async (searcher: Searcher, { id, title, kind, language, shown }: SearchDocument): Promise<boolean> => {
  const { visibleFrom, visibleUntil } = shown.kind === 'product' ? shown.product : shown;
  // As of a moment at which it is shown, now or not.
  const at = visibleFrom ?? (visibleUntil ? '0001-01-01T00:00:00.001Z' : '2026-01-01T00:00:00.000Z');
  const limit = 50;
  const { hits, total } = await searcher.search({
    q: title,
    kind,
    language,
    filters: {},
    sort: 'relevance',
    limit,
    at,
  });
  const ids = hits.map((hit) => (hit.kind === 'product' ? hit.product.id : hit.entry['id']));
  // Of very many with the same title it need not be among the first.
  return ids.includes(id) || total > limit || (await searcher.byIds([id], at)).size === 0;
};

/** Deletes the generations that nothing names any more, a while after the switch. */
const sweep = async ({ cluster, name }: Run): Promise<void> => {
  const { current, next, last, switchedAt } = await readState(name);
  if (current === undefined || nowMs() - switchedAt < BEHIND_MS) return;
  for (const index of (await cluster.indices(`${name}-search-`)).keys()) {
    const generation = generationOf(name, index);
    const isNamed = generation === undefined || generation === current || generation === next?.generation;
    // Above the last number is nothing of ours.
    if (!isNamed && generation <= last) await cluster.deleteIndex(index);
  }
};
