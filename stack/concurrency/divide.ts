import type { AccountConcurrency, StackFunction } from '../model.ts';
import { apportion, total } from './apportion.ts';
import { places, shares } from './shares.ts';

/** AWS keeps 100 for functions without reserved concurrency; with more than that, twelve of a hundred are kept. */
const UNRESERVED = { least: 100, part: 0.12 };
/** Consumers without a share take at most so much of what is not reserved: the rest is for admin routes and schedules. */
const CONSUMERS_PART = 0.8;
/**
 * The least that a function gets: a mapping's concurrency is 2 or more, and a stream has a poller for each of the four
 * partitions that a young table of 4,000 writes a second is split into.
 */
const LEAST: Readonly<Record<StackFunction['kind'], number>> = { http: 1, schedule: 1, queue: 2, upload: 2, stream: 4 };

/** What of a function its share hangs on. */
export type Sized = Pick<StackFunction, 'id' | 'kind' | 'trigger'>;

/** What is reserved for each function that has a share, and what is left to the others. */
export interface Division {
  readonly reserved: ReadonlyMap<string, number>;
  readonly unreserved: number;
}

/**
 * Divides an account's concurrency among the functions of a stack. Undefined where it is less than the sum of the least:
 * then nothing is reserved, and a flood on one module can hurt the others.
 */
export const divide = (functions: readonly Sized[], { account, others }: AccountConcurrency): Division | undefined => {
  const unshared = functions.filter(({ id }) => !places.has(id));
  const consumers = total(unshared, ({ trigger }) => ('queue' in trigger ? trigger.maxConcurrency : 0));
  const kept = Math.max(UNRESERVED.least, Math.ceil(UNRESERVED.part * account), Math.ceil(consumers / CONSUMERS_PART));
  const groups = Object.entries(shares).flatMap(([share, { parts }]) => {
    const members = functions.flatMap(({ id, kind }) => {
      const place = places.get(id);
      return place?.share === share ? [{ id, weight: place.weight, least: LEAST[kind] }] : [];
    });
    return members.length > 0 ? [{ weight: parts, least: total(members, ({ least }) => least), members }] : [];
  });
  const reservable = account - others - kept;
  if (total(groups, ({ least }) => least) > reservable) return undefined;
  const sizes = apportion(reservable, groups);
  const reserved = groups.flatMap(({ members }, index) => {
    const parts = apportion(sizes[index] ?? 0, members);
    return members.map(({ id }, place): [string, number] => [id, parts[place] ?? 0]);
  });
  return { reserved: new Map(reserved), unreserved: kept };
};
