import * as z from 'zod/mini';
import { isoTime, sleep } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { put, type Ref, type Write } from '#lib/table.ts';
import { InRelease } from '../catalog/refusals.ts';

/**
 * What live items of entries and fronts have in common: each counts its own changes, every write rests on the one that was
 * read, and one in which an armed release has a change says so.
 */
export const ReleaseMark = <S extends z.ZodMiniType>(step: S) =>
  z.object({
    id: z.string(),
    /** When it begins. */
    at: z.string(),
    /** The steps that it took out or cut short: they come back when it is disarmed. */
    undo: z.array(step),
  });

interface LiveItem {
  readonly version: number;
  readonly release?: { readonly id: string; readonly at: string } | undefined;
}

/** A live item was changed while the next one was decided. */
export class LiveChanged extends RetryableError {}

/** Puts the next version of a live item. @throws, when executed, LiveChanged when it is not the next of the stored one */
export const liveItemWrite = (ref: Ref, next: LiveItem): Write =>
  put(
    ref.table,
    { ...ref.key, type: 'live', ...next },
    {
      ...(next.version === 1
        ? { if: 'attribute_not_exists(#version)' }
        : { if: '#version = :before', values: { before: next.version - 1 } }),
      refused: () => new LiveChanged(`content: ${ref.key.pk} was changed meanwhile`),
    },
  );

const ATTEMPTS = 5;
/** Decides again where live items were changed between a decision and its transaction. @throws LiveChanged after five times */
export const decideAgain = async <T>(decide: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof LiveChanged) || attempt === ATTEMPTS) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
};

/** Answers the release that has a change in a live item and has not begun. @param now milliseconds since 1970 */
export const releaseAhead = (
  live: Pick<LiveItem, 'release'> | undefined,
  now: number,
): { id: string; at: string } | undefined =>
  live?.release && live.release.at > isoTime(now) ? live.release : undefined;

/** Refuses a change by hand of what an armed release changes: it stays all or nothing. @throws Refusal 409 `in-release` */
export const refuseInRelease = (live: LiveItem | undefined, now: number): void => {
  const release = releaseAhead(live, now);
  if (release) throw new InRelease(undefined, { releaseId: release.id, at: release.at });
};
