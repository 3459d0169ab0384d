import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { table } from '../content-table.ts';
import { ReleaseArmed as Told } from '../events.ts';
import { decideAgain, LiveChanged, releaseAhead } from '../live-items.ts';
import { joined, type Missing, missingOf, refuse } from '../references.ts';
import { AtTooNear, FractionOfSecond, MemberInRelease, ReleaseArmed, ReleaseEmpty } from '../refusals.ts';
import { settings } from '../settings.ts';
import { type Context, readReleaseFor } from './manage-releases.ts';
import { changeTogether, eachOf, type Target } from './prepared.ts';
import { isArmed, marginOf, namedMember, type Release } from './release.ts';
import { releaseWrite } from './releases-table.ts';
import { readTargets } from './targets.ts';

/**
 * Arms a release: every member gets its change for the second `at`, in one transaction with the release itself, or none does.
 * Rows, entries and addresses are put before, which is harmless alone. The same again changes nothing.
 * @throws Refusal 404; 409 `release-armed`, `slug-taken`, `not-published`; 412; 422 `release-empty`, `fraction-of-second`,
 * `at-too-near`, `member-in-release`, `reference-missing`, `too-many-steps`, `price-list-started`, `ends-before-start`,
 * `visibility-unchanged`
 */
export const armRelease = (id: string, asked: string, context: Context): Promise<Release> => {
  const at = isoTime(msOf(asked));
  if (msOf(asked) % 1000 !== 0) throw new FractionOfSecond();
  return decideAgain(() => arm(id, at, context));
};

const arm = async (id: string, at: string, { ifMatch, now }: Context): Promise<Release> => {
  const release = await readReleaseFor(id, ifMatch);
  if (isArmed(release)) {
    if (release.at !== at) throw new ReleaseArmed();
    return release;
  }
  const { members } = release;
  if (members.length === 0) throw new ReleaseEmpty();
  const { targets, missing } = await readTargets(members);
  const prices = await Promise.all(targets.map((target) => target.prices?.() ?? 0));
  const marginSeconds = marginOf(
    settings().RELEASE_MARGIN_SECONDS,
    prices.reduce((sum, count) => sum + count, 0),
  );
  refuseNear(at, marginSeconds, Math.max(now, nowMs()));
  refuse([...missing, ...(await notThere(targets, now))]);
  for (const [index, target] of targets.entries()) {
    const other = releaseAhead(target, now);
    const member = members[index];
    if (other && member) {
      // It was armed since it was read.
      if (other.id === id) throw new LiveChanged('content: the release was armed meanwhile');
      const named = namedMember(member);
      throw new MemberInRelease(`${named.id} is in the armed release ${other.id}.`, {
        member: named,
        releaseId: other.id,
      });
    }
  }
  const prepared = await eachOf(targets, (target) => target.arm({ id, at, now }));
  const [sequence, version] = [release.sequence + 1, release.version + 1];
  const updatedAt = isoTime(now);
  const next = {
    ...release,
    armed: true,
    at,
    marginSeconds,
    disarmed: null,
    decided: false,
    sequence,
    version,
    updatedAt,
  };
  const data = { releaseId: id, at, version, members: members.length };
  await changeTogether(prepared, [
    releaseWrite(next),
    eventWrite(table, Told, { aggregate: id, sequence, data, at: now }),
  ]);
  return next;
};

const refuseNear = (at: string, marginSeconds: number, now: number): void => {
  const earliest = isoTime(Math.ceil(now / 1000 + 2 * marginSeconds) * 1000);
  if (at < earliest) throw new AtTooNear(`It may begin at ${earliest} or later.`, { at, earliest, marginSeconds });
};

/** Finds what members name and is not there, or not ready: of all of them, each once. */
export const notThere = async (targets: readonly Target[], now: number): Promise<Missing[]> => {
  const named = await eachOf(targets, (target) => target.named(now));
  const references = await missingOf(joined(named.flatMap((one) => one.references ?? [])));
  return [...named.flatMap(({ missing = [] }) => missing), ...references];
};
