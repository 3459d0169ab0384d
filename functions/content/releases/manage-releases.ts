import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { stale } from '#lib/refusals.ts';
import { batchGet, transact, write } from '#lib/table.ts';
import { entryAt } from '../entries/entries-table.ts';
import { frontAt } from '../fronts/fronts-table.ts';
import { decideAgain } from '../live-items.ts';
import { type Missing, refuse } from '../references.ts';
import { MemberTwice, ReleaseArmed, TooManyMembers } from '../refusals.ts';
import {
  isArmed, type Member, type MemberRequest, MOST_MEMBERS, namedMember, type Release, targetOf,
} from './release.ts'; // biome-ignore format: a list
import { readRelease, releasePlaceWrite, releaseRemoval, releaseWrite } from './releases-table.ts';

/** Which version the caller read, and when: milliseconds since 1970. */
export interface Context {
  readonly ifMatch: number | undefined;
  readonly now: number;
}

/** Reads a release. @throws Refusal 404; 412 when it is not the version that the caller read */
export const readReleaseFor = async (id: string, ifMatch: number | undefined): Promise<Release> => {
  const release = await readRelease(id);
  if (ifMatch !== undefined && ifMatch !== release.version) throw stale();
  return release;
};

/** Makes a release; nothing changes before it is armed. @throws Refusal 422 `too-many-members`, `member-twice`, `reference-missing` */
export const createRelease = async (
  { name, members = [] }: { readonly name: string; readonly members?: readonly MemberRequest[] | undefined },
  now: number,
): Promise<Release> => {
  const moment = isoTime(now);
  const release: Release = {
    id: newId('rel', now), name, armed: false, at: null, marginSeconds: null, members: await soundMembers(members),
    disarmed: null, decided: false, sequence: 0, version: 1, createdAt: moment, updatedAt: moment,
  }; // biome-ignore format: a list
  await transact([releaseWrite(release), releasePlaceWrite(release.id)]);
  return release;
};

/**
 * Says what a release changes, whole. What members refer to need not be there yet: arming asks for that.
 * @throws Refusal 404; 409 `release-armed`; 412; 422 `too-many-members`, `member-twice`, `reference-missing`
 */
export const putMembers = (
  id: string,
  members: readonly MemberRequest[],
  { ifMatch, now }: Context,
): Promise<Release> =>
  decideAgain(async () => {
    const release = await readReleaseFor(id, ifMatch);
    if (isArmed(release)) throw new ReleaseArmed();
    const next = {
      ...release,
      members: await soundMembers(members),
      version: release.version + 1,
      updatedAt: isoTime(now),
    };
    await write(releaseWrite(next));
    return next;
  });

/** Deletes a release that is not armed. @throws Refusal 404; 409 `release-armed`; 412 */
export const deleteRelease = (id: string, ifMatch: number | undefined): Promise<void> =>
  decideAgain(async () => {
    const release = await readReleaseFor(id, ifMatch);
    if (isArmed(release)) throw new ReleaseArmed();
    await transact(releaseRemoval(release));
  });

/** Refuses too many members and one that is there twice; one without a revision gets the latest that there is now. */
const soundMembers = async (members: readonly MemberRequest[]): Promise<Member[]> => {
  if (members.length > MOST_MEMBERS) {
    const detail = `A release has at most ${MOST_MEMBERS} members, and ${members.length} were named.`;
    throw new TooManyMembers(detail, { members: members.length, most: MOST_MEMBERS });
  }
  const targets = members.map(targetOf);
  const twice = members.find((member, index) => targets.indexOf(targetOf(member)) !== index);
  if (twice) throw new MemberTwice(`${targetOf(twice)} is there twice.`, { member: namedMember(twice) });
  const heads = await batchGet(
    members.map((member) => (member.type === 'front' ? frontAt(member.slug) : entryAt(member.id))),
    { consistent: true, project: ['head'] },
  );
  const missing: Missing[] = [];
  const sound = members.map((member, index): Member => {
    if (member.type !== 'entry' && member.type !== 'front') return member;
    const revision = member.revision ?? heads[index]?.['head'];
    if (revision === undefined) missing.push({ kind: member.type, id: namedMember(member).id });
    return { ...member, revision: Number(revision ?? 0) };
  });
  refuse(missing);
  return sound;
};
