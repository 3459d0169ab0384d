import { msOf, nowMs } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import { Refusal } from '#lib/problem.ts';
import { write } from '#lib/table.ts';
import { decideAgain } from '../live-items.ts';
import { saidOf } from '../references.ts';
import { notThere } from './arm-release.ts';
import { disarmRelease } from './disarm-release.ts';
import { eachOf, type Target } from './prepared.ts';
import { type Armed, isArmed, momentsOf, type Reason, type Release } from './release.ts';
import { findRelease, lookedAtWrite, releaseWrite, wasLookedAt } from './releases-table.ts';
import { readTargets } from './targets.ts';

/** A release that was armed for a moment, ISO 8601 in UTC. */
interface Check {
  readonly releaseId: string;
  readonly at: string;
}

/**
 * Looks, a margin ahead, whether what follows a release's members is ready, and disarms it whole if it is not. A repeat, and one
 * of a release that is not armed for that moment any more, changes nothing.
 * @param now milliseconds since 1970
 */
export const checkReady = async ({ releaseId, at }: Check, now: number): Promise<void> => {
  const release = await findRelease(releaseId);
  if (!release || !isArmedFor(release, at) || now >= momentsOf(release).decided) return;
  const reason = await whatIsMissing(release, now);
  if (!reason) return;
  try {
    await disarmRelease(releaseId, reason, { ifMatch: undefined, now });
  } catch (error) {
    // It was disarmed by hand meanwhile, or its time has come: the second look rings.
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
  }
};

/**
 * Looks once more, half a margin ahead, when nothing is disarmed any more: rings if what follows is not ready, or is not undone of
 * one that was disarmed, or if nobody looked before it began; then it is decided. A repeat changes nothing.
 * @param now milliseconds since 1970
 */
export const checkDecided = ({ releaseId, at }: Check, now: number): Promise<void> =>
  decideAgain(async () => {
    const release = await findRelease(releaseId);
    if (!release) return;
    if (!isArmedFor(release, at)) return checkUndone(release, at);
    if (release.decided) return;
    ring({ releaseId, at }, await whatIsMissing(release, now));
    await write(releaseWrite({ ...release, decided: true, version: release.version + 1 }));
  });

/** Looks whether what followed a release that was disarmed is undone, once before it would have begun. */
const checkUndone = async ({ id: releaseId, members }: Release, at: string): Promise<void> => {
  const { targets } = await readTargets(members);
  if (targets.every(({ behind }) => behind === undefined) || (await wasLookedAt(releaseId, at))) return;
  ring({ releaseId, at }, await productsLeft(targets));
  await write(lookedAtWrite(releaseId, at, nowMs()));
};

const unseen: Reason = { code: 'not-looked-at', detail: 'Its second had come before anybody had looked.' };

/** Rings for what was found, and for what was found when it was too late to find anything. */
const ring = (check: Check, found: Reason): void => {
  const reason = found ?? (nowMs() < msOf(check.at) ? null : unseen);
  if (reason) alarmed('ReleaseLate', 'release is late', undefined, { ...check, ...reason });
};

const isArmedFor = (release: Release, at: string): release is Armed => isArmed(release) && release.at === at;

const whatIsMissing = async (release: Release, now: number): Promise<Reason> => {
  const { targets, missing } = await readTargets(release.members);
  const references = [...missing, ...(await notThere(targets, now))];
  if (references.length > 0) return { code: 'reference-missing', detail: saidOf(references).slice(0, MOST_DETAIL) };
  return productsLeft(targets);
};

const MOST_DETAIL = 500;
const NAMED = 5;
const productsLeft = async (targets: readonly Target[]): Promise<Reason> => {
  const behind = (await eachOf(targets, async (target) => target.behind?.() ?? [])).flat();
  if (behind.length === 0) return null;
  const some = behind.slice(0, NAMED).join(', ');
  return {
    code: 'products-not-ready',
    detail: `Not everything has followed at ${behind.length} products: ${some} …`.slice(0, MOST_DETAIL),
  };
};
