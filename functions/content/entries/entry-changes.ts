import { isDeepStrictEqual } from 'node:util';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { sendAt } from '#lib/due-index.ts';
import { sendMessages } from '#lib/send.ts';
import type { Change } from '#lib/stream.ts';
import { SettleEntry } from '../messages.ts';
import { flipsAfter } from '../timeline.ts';
import { liveFrom } from './entries-table.ts';

/** Sends what follows the changes of entries: each is settled now, and again at each moment to come of its timeline. */
export const sendSettling = async (changes: readonly Change[]): Promise<void> => {
  const now = nowMs();
  const entries = changes.flatMap(({ before, after }) => {
    const item = after ?? before;
    return item?.['type'] === 'entry' ? [String(item['id'])] : [];
  });
  await sendMessages(
    SettleEntry,
    [...new Set(entries)].map((entryId) => ({ entryId })),
  );
  for (const { before, after } of changes) {
    if (after?.['type'] !== 'live' || !String(after['pk']).startsWith('ent_')) continue;
    // What is told, or corrected, moves no flip.
    if (isDeepStrictEqual(before?.['steps'], after['steps'])) continue;
    const entryId = String(after['pk']);
    for (const { at } of flipsAfter(liveFrom(after)?.steps ?? [], isoTime(now)))
      await sendAt(SettleEntry, { entryId, due: msOf(at) }, { id: `${entryId}#${at}`, due: msOf(at), selfSends: 0 });
  }
};
