import * as z from 'zod/mini';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { get, type Ref, update, writeIf } from '#lib/table.ts';
import { table } from './log-table.ts';

/**
 * A full read of all sources that somebody asked for, and how far it is.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | what was asked, and the read under way | `rebuild` | `rebuild` |
 */
const rebuildAt: Ref = { table, key: { pk: 'rebuild', sk: 'rebuild' } };

const at = z.optional(z.string());
/** Times are ISO 8601 in UTC. */
const Asked = z.object({ askedAt: at, startedAt: at, finishedAt: at, documents: z._default(z.int(), 0) });
type Asked = z.infer<typeof Asked>;

/** What became of the last full read that was asked for; without `askedAt` none was. */
export const Rebuild = z.object({
  state: z.enum(['none', 'waiting', 'reading', 'done']).check(z.describe('How far it is.')),
  askedAt: z.nullable(z.string()).check(z.describe('When it was asked for.')),
  startedAt: z.nullable(z.string()).check(z.describe('When it began.')),
  documents: z.int().check(z.describe('Documents that were read so far.')),
  finishedAt: z.nullable(z.string()).check(z.describe('When its result took the place of the index before.')),
});
export type Rebuild = z.infer<typeof Rebuild>;

const readAsked = async (): Promise<Asked> =>
  z.parse(Asked, (await get(rebuildAt, { consistent: true })) ?? { documents: 0 });

/** A read that began before it was asked for does not count. */
const isOfThis = ({ askedAt = '', startedAt = '' }: Asked): boolean => startedAt >= askedAt;

const shown = (asked: Asked): Rebuild => {
  const { askedAt, startedAt, documents, finishedAt } = asked;
  if (askedAt === undefined) return { state: 'none', askedAt: null, startedAt: null, documents: 0, finishedAt: null };
  if (!isOfThis(asked)) return { state: 'waiting', askedAt, startedAt: null, documents: 0, finishedAt: null };
  const done = finishedAt !== undefined;
  return {
    state: done ? 'done' : 'reading',
    askedAt,
    startedAt: startedAt ?? null,
    documents,
    finishedAt: finishedAt ?? null,
  };
};

/** Reads how far the full read is that was asked for last. */
export const readRebuild = async (): Promise<Rebuild> => shown(await readAsked());

/** Asks for a full read of all sources; while one waits or is under way it is that one. */
export const askRebuild = async (): Promise<Rebuild> => {
  const before = shown(await readAsked());
  if (before.state === 'waiting' || before.state === 'reading') return before;
  const asked = { askedAt: isoTime(nowMs()), before: before.askedAt ?? undefined };
  // Of two that ask at once the second finds what the first has put.
  await writeIf(
    update(
      table,
      rebuildAt.key,
      'SET #type = :type, #askedAt = :askedAt',
      { type: 'rebuild', ...asked },
      {
        if: asked.before === undefined ? 'attribute_not_exists(#askedAt)' : '#askedAt = :before',
      },
    ),
  );
  return readRebuild();
};

/**
 * Reads the moment that a full read must have begun at or after to be what was asked for, 0 when none was: milliseconds since
 * 1970. A read whose result is in place (`readAt`) is noted as finished where its own builder was killed before it could.
 */
export const askedAt = async (readAt = 0): Promise<number> => {
  const asked = await readAsked();
  if (asked.startedAt !== undefined && msOf(asked.startedAt) === readAt && asked.finishedAt === undefined)
    await noteProgress(readAt, asked.documents, nowMs());
  return asked.askedAt === undefined ? 0 : msOf(asked.askedAt);
};

/** Notes how far a full read is. @param startedAt milliseconds since 1970 */
export const noteProgress = async (startedAt: number, documents: number, finishedAt?: number): Promise<void> => {
  await writeIf(
    update(
      table,
      rebuildAt.key,
      `SET #type = :type, #startedAt = :startedAt, #documents = :documents ${finishedAt === undefined ? 'REMOVE #finishedAt' : ', #finishedAt = :finishedAt'}`,
      {
        type: 'rebuild',
        startedAt: isoTime(startedAt),
        documents,
        finishedAt: finishedAt === undefined ? undefined : isoTime(finishedAt),
      },
    ),
  );
};
