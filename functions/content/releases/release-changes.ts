import { msOf, nowMs } from '#lib/clock.ts';
import { sendAt } from '#lib/due-index.ts';
import type { Change } from '#lib/stream.ts';
import { CheckRelease } from '../messages.ts';
import { isArmed, momentsOf } from './release.ts';
import { releaseFrom } from './releases-table.ts';

/** A wake-up out of the due index may be minutes late, so it is asked for early; the queue delays what is left to the second. */
const EARLY_MS = 300_000;
const LONG_MS = 1_800_000;

/** Sends what follows a release that was armed: a look a margin ahead of its second, and one half a margin ahead. */
export const sendChecks = async (changes: readonly Change[]): Promise<void> => {
  for (const { before, after } of changes) {
    if (after?.['type'] !== 'release' || (before?.['armed'] === true && before['at'] === after['at'])) continue;
    const release = releaseFrom(after);
    if (!release || !isArmed(release)) continue;
    const { id: releaseId, at } = release;
    for (const [look, due] of Object.entries(momentsOf(release))) {
      const message = { releaseId, at, look: look as 'ready' | 'decided', due };
      const wakeUp = due - nowMs() > LONG_MS ? due - EARLY_MS : due;
      await sendAt(CheckRelease, message, { id: `${releaseId}#${msOf(at)}#${look}`, due: wakeUp, selfSends: 0 });
    }
  }
};
