import { ConditionFailed, transact, type Write, writeIf } from '#lib/table.ts';
import { LiveChanged } from '../live-items.ts';
import type { Missing, References } from '../references.ts';

/** One member's part in arming or disarming a release. */
export interface Prepared {
  /** Puts what has to be there before, harmless alone: rows, what its entry says, its addresses. */
  readonly before?: (() => Promise<unknown>) | undefined;
  /** Its one write of its live item, on the one that was read. */
  readonly write: Write;
  /** What is left over afterwards: rows that nobody looks at any more. */
  readonly after?: readonly Write[] | undefined;
}

/** The release that a member is prepared for. */
export interface Arming {
  readonly id: string;
  /** When it begins, ISO 8601 in UTC. */
  readonly at: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a member changes, as it is stored now: every kind of member answers the same questions. */
export interface Target {
  /** The last release that has, or had, a change in it. */
  readonly release: { readonly id: string; readonly at: string } | undefined;
  /** Reads what it will name, which has to be there. @param now milliseconds since 1970 */
  readonly named: (now: number) => Promise<{ readonly references?: References; readonly missing?: readonly Missing[] }>;
  /** Prepares its part in arming. @throws Refusal for what cannot be armed as it is */
  readonly arm: (arming: Arming) => Promise<Prepared>;
  /** Prepares its part in disarming. @param now milliseconds since 1970 */
  readonly disarm: (now: number) => Prepared;
  /** Counts the prices that have to be copied to products. */
  readonly prices?: () => Promise<number>;
  /** Lists the products that it has not reached yet. */
  readonly behind?: () => Promise<string[]>;
}

const AT_ONCE = 10;
/** Runs a step for each of many, some at once. */
export const eachOf = async <T, R>(all: readonly T[], step: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE)
    done.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(step))));
  return done;
};

/**
 * Changes the live items of all members in one transaction, over both tables, with what is written of the release itself: at
 * most ninety members and two. All of them, or none.
 * @throws LiveChanged when one of them was changed since it was read: decide again
 */
export const changeTogether = async (members: readonly Prepared[], own: readonly Write[]): Promise<void> => {
  await eachOf(members, async ({ before }) => before?.());
  try {
    await transact([...members.map(({ write }) => write), ...own]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new LiveChanged('content: a member was changed meanwhile');
  }
  await eachOf(
    members.flatMap(({ after = [] }) => after),
    writeIf,
  );
};
