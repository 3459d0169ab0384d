import { isoTime, nowMs } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { table } from '../content-table.ts';
import { ReleaseDisarmed as Told } from '../events.ts';
import { decideAgain, LiveChanged } from '../live-items.ts';
import { ReleaseDecided, ReleaseNotArmed } from '../refusals.ts';
import { type Context, readReleaseFor } from './manage-releases.ts';
import { changeTogether } from './prepared.ts';
import { isArmed, momentsOf, type Reason, type Release } from './release.ts';
import { releaseWrite } from './releases-table.ts';
import { readTargets } from './targets.ts';

/**
 * Disarms a release whole, in one transaction: every member is as it was before. Half the margin ahead of its second nothing is
 * disarmed any more: what follows (prices at their products) needs that time to be undone.
 * @param reason why it could not begin; null by hand
 * @throws Refusal 404; 409 `release-not-armed`, `release-decided`; 412
 */
export const disarmRelease = (id: string, reason: Reason, { ifMatch, now }: Context): Promise<Release> =>
  decideAgain(async () => {
    const release = await readReleaseFor(id, ifMatch);
    if (!isArmed(release)) throw new ReleaseNotArmed();
    const { at } = release;
    if (release.decided || Math.max(now, nowMs()) >= momentsOf(release).decided)
      throw new ReleaseDecided(undefined, { at });
    const { targets } = await readTargets(release.members);
    // An armed member is neither deleted nor taken over: one that is not this release's was read after another disarming.
    if (targets.length !== release.members.length || targets.some((target) => target.release?.id !== id))
      throw new LiveChanged('content: the release was disarmed meanwhile');
    const [sequence, version, moment] = [release.sequence + 1, release.version + 1, isoTime(now)];
    const disarmed = { at: moment, reason };
    const next = {
      ...release,
      armed: false,
      at: null,
      marginSeconds: null,
      disarmed,
      sequence,
      version,
      updatedAt: moment,
    };
    const data = { releaseId: id, at, version, reason: reason?.code ?? null };
    await changeTogether(
      targets.map((target) => target.disarm(now)),
      [releaseWrite(next), eventWrite(table, Told, { aggregate: id, sequence, data, at: now })],
    );
    return next;
  });
