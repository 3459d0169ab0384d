import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { fold } from '../../catalog/public.ts';
import { type KnownQuery, readAskedTotal } from './asked-table.ts';

/** Past queries in the order of their folded texts. */
type Past = readonly (KnownQuery & { readonly key: string })[];

/** Milliseconds that they are answered from memory: they are added up once an hour. */
const kept = ttlCache<Promise<Past>>(300_000, 1);
/** Queries of one beginning that are looked at. */
const MOST_LOOKED_AT = 1_000;

const readPast = (): Promise<Past> =>
  readThrough(kept, 'past', async () =>
    (await readAskedTotal()).map((one) => ({ ...one, key: fold(one.q) })).sort((a, b) => (a.key < b.key ? -1 : 1)),
  );

/** Finds where a beginning begins. */
const lowerBound = (past: Past, key: string): number => {
  let [low, high] = [0, past.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((past[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Finds past queries that begin with what is typed, those that were asked most first: no call within five minutes of the last. */
export const pastQueries = async (typed: string, limit: number): Promise<string[]> => {
  const key = fold(typed).trim();
  if (key === '') return [];
  const past = await readPast();
  const first = lowerBound(past, key);
  return past
    .slice(first, first + MOST_LOOKED_AT)
    .filter((one) => one.key.startsWith(key))
    .sort((a, b) => b.asked - a.asked)
    .slice(0, limit)
    .map(({ q }) => q);
};
