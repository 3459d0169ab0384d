import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { write } from '#lib/table.ts';
import type { SearchRequest } from '../search-query.ts';
import { type AskedQuery, gatheredWrite } from './asked-table.ts';

/** Viewers of one day by whom a query is known: words that fewer asked for can be personal, and are not shown. */
export const KNOWN_BY = 10;
/** Queries that an environment gathers of a day; of more, those that come later are not counted. */
const MOST_QUERIES = 500;
/** Characters of a query that is counted. */
const MOST_CHARACTERS = 100;
/** Letters of a viewer's name of the day, which is a keyed hash: two of ten are the same once in billions. */
const VIEWER_LETTERS = 8;
/** Milliseconds between two writes of an environment. */
const EVERY_MS = 60_000;

interface Gathered {
  readonly day: string;
  readonly environment: string;
  readonly queries: Map<string, AskedQuery>;
  writtenAt: number;
}
let gathered: Gathered | undefined;

/** A query as it is counted: in lower case, with single blanks; undefined of one that is not. */
export const countedQuery = ({ q, kind, sort, filters, cursor }: SearchRequest): string | undefined => {
  const isPlain = kind === 'product' && sort === 'relevance' && cursor === undefined;
  if (!isPlain || Object.values(filters).some((one) => one !== undefined)) return undefined;
  const text = q.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return text === '' || [...text].length > MOST_CHARACTERS ? undefined : text;
};

/**
 * Counts a query that reached this environment, in memory; once a minute at most, the environment writes all that it gathered
 * of the day into one item of its own (30 units at most). What caches answered is not counted, nor what an environment has
 * gathered since its last write when it ends. A fault is logged: a search never fails by it.
 * @param viewer names the viewer's network by a keyed hash of the day
 * @param now milliseconds since 1970
 */
export const noteQuery = async (
  request: SearchRequest,
  { total, viewer, now }: { readonly total: number; readonly viewer: () => string; readonly now: number },
): Promise<void> => {
  const q = countedQuery(request);
  if (q === undefined) return;
  try {
    const day = isoTime(now).slice(0, 10);
    if (gathered?.day !== day) gathered = { day, environment: newId('env', now), queries: new Map(), writtenAt: now };
    const { queries, environment, writtenAt } = gathered;
    const known = queries.get(q) ?? { q, asked: 0, found: 0, viewers: [] };
    const name = viewer().slice(0, VIEWER_LETTERS);
    const isNew = known.viewers.length < KNOWN_BY && !known.viewers.includes(name);
    if (queries.has(q) || queries.size < MOST_QUERIES)
      queries.set(q, {
        q,
        asked: known.asked + 1,
        found: total,
        viewers: isNew ? [...known.viewers, name] : known.viewers,
      });
    if (now - writtenAt < EVERY_MS) return;
    gathered.writtenAt = now;
    await write(gatheredWrite(day, environment, [...queries.values()]));
  } catch (error) {
    log.warn('query not counted', { reason: String(error) });
  }
};
