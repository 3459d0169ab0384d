import { isoTime } from '#lib/clock.ts';
import { dueMessage } from '#lib/due-index.ts';
import { stale } from '#lib/refusals.ts';
import { sendMessages } from '#lib/send.ts';
import { transact } from '#lib/table.ts';
import { readSoleUses } from '../../media/public.ts';
import { readEntry, type Stored } from '../entries/entries-table.ts';
import { unpublishEntry } from '../entries/publish-entry.ts';
import { ClearWithdrawn } from '../messages.ts';
import { NotPublished } from '../refusals.ts';

/** What becomes of an entry and of its pictures. */
export interface Withdrawal {
  readonly stored: Omit<Stored, 'told'>;
  /** Ids of those whose files are deleted. */
  readonly deleted: readonly string[];
  /** Those that stay, since others use them. */
  readonly kept: Awaited<ReturnType<typeof readSoleUses>>['shared'];
}

/**
 * Takes an entry out of the world: it is unpublished now, what would be shown later is taken back, and in the background the
 * pictures that it alone uses are deleted and the edge forgets it all. One that is unpublished already is cleared too, and a
 * repeat clears again.
 * @param context.now milliseconds since 1970
 * @throws Refusal 404; 409 `not-published` for one that never was; 412
 */
export const withdrawEntry = async (
  id: string,
  { ifMatch, now }: { readonly ifMatch: number | undefined; readonly now: number },
): Promise<Withdrawal> => {
  const before = await readEntry(id);
  if (!before.live?.first) throw new NotPublished();
  if (ifMatch !== undefined && ifMatch !== before.entry.version) throw stale();
  const ids = [...new Set(before.entry.media.flatMap((one) => one.ids))];
  const { own, shared } = await readSoleUses(ids, { kind: 'entry', id });
  const message = { entryId: id, at: now, media: own };
  // Put with the change, and sent at once: the one that comes later finds the work done.
  const later = dueMessage(ClearWithdrawn, message, { id: `${id}#withdrawn`, due: now });
  const moment = isoTime(now);
  const isOver = !before.live.steps.some(({ until }) => until === null || until > moment);
  const stored = isOver ? before : await unpublishEntry(id, undefined, { ifMatch, now }, [later]);
  if (isOver) await transact([later]);
  await sendMessages(ClearWithdrawn, [message]);
  return { stored, deleted: own.map(({ mediaId }) => mediaId), kept: shared };
};
