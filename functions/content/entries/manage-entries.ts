import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { stale } from '#lib/refusals.ts';
import { type Ref, transact, type Write, writeIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { slugOf } from '../../catalog/public.ts';
import { SlugMissing } from '../../catalog/refusals.ts';
import { FILTER_VERSION } from '../body/article-html.ts';
import { referencesOfEntry } from '../references.ts';
import { EntryPublished, PreconditionRequired } from '../refusals.ts';
import {
  type Address, claimWrite, pathAt, readAddresses, refuseReserved, releaseWrite, slugAt,
} from './addresses-table.ts'; // biome-ignore format: a list
import { entryRemoval, entryWrite, placeWrite, readEntry, type Stored } from './entries-table.ts';
import { type Entry, type EntryPatch, limits, type NewEntry, pathOf, Source } from './entry.ts';
import { entryDocument } from './entry-document.ts';
import { shownMedia } from './live.ts';
import { expiringWrite, readHead, revisionWrite } from './revisions-table.ts';

/** An entry with what is written of its latest revision. */
export interface Draft extends Stored {
  readonly source: Source;
}

/**
 * Makes an entry with its first revision; nobody sees it before it is published. Its slug and path are its own from then on.
 * @throws Refusal 409 `slug-taken`; 422 `slug-missing`, `path-reserved`
 */
export const createEntry = async (input: NewEntry, now: number): Promise<Draft> => {
  const slug = input.slug ?? slugOf(input.title);
  if (!slug) throw new SlugMissing();
  const {
    kind,
    title,
    section = null,
    standfirst = null,
    blocks = [],
    authors = [],
    tags = [],
    image = null,
    seo,
  } = input;
  const path = input.path ?? pathOf(section, slug);
  const source: Source = {
    kind, slug, path, section, title, standfirst, blocks, authors: distinct(authors), tags: distinct(tags), image,
    seo: { title: seo?.title ?? null, description: seo?.description ?? null },
  }; // biome-ignore format: a list
  return save(undefined, source, now);
};

/**
 * Makes a revision of what is named, and keeps the rest; readers see it when it is published.
 * @param ifMatch the version that the caller read: two editors never undo each other's work
 * @throws Refusal 404; 409 `slug-taken`; 412; 422 `path-reserved`; 428 without `ifMatch`
 */
export const changeEntry = async (
  id: string,
  patch: EntryPatch,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<Draft> => {
  if (ifMatch === undefined) throw new PreconditionRequired();
  const before = await readDraft(id, now);
  if (before.entry.version !== ifMatch) throw stale();
  return save(before, changed(before.source, patch), now);
};

const changed = (source: Source, patch: EntryPatch): Source => {
  const { section = source.section, slug = source.slug } = patch;
  // A path that followed from section and slug goes on doing so.
  const followed = source.path === pathOf(source.section, source.slug) ? pathOf(section, slug) : source.path;
  return {
    kind: source.kind,
    slug,
    path: patch.path ?? followed,
    section,
    title: patch.title ?? source.title,
    standfirst: patch.standfirst === undefined ? source.standfirst : patch.standfirst,
    blocks: patch.blocks ?? source.blocks,
    authors: patch.authors ? distinct(patch.authors) : source.authors,
    tags: patch.tags ? distinct(patch.tags) : source.tags,
    image: patch.image === undefined ? source.image : patch.image,
    seo: {
      title: patch.seo?.title === undefined ? source.seo.title : patch.seo.title,
      description: patch.seo?.description === undefined ? source.seo.description : patch.seo.description,
    },
  };
};

const distinct = (words: readonly string[]): string[] => [...new Set(words)];

/** Reads an entry with its latest revision. @throws Refusal 404 */
export const readDraft = async (id: string, now: number): Promise<Draft> => {
  const { entry, live } = await readEntry(id);
  return { entry, live, source: await readHead(Source, id, entry.head, now) };
};

/** Writes a revision, the entry that it is the latest of, and its addresses, in one transaction. */
const save = async (before: Draft | undefined, source: Source, now: number): Promise<Draft> => {
  refuseReserved(source.path);
  const moment = isoTime(now);
  const id = before?.entry.id ?? newId('ent', now);
  const { kind, slug, path, section, title } = source;
  const head = (before?.entry.head ?? 0) + 1;
  const entry: Entry = {
    id, kind, slug, path, section, title, head,
    media: [...shownMedia(before?.entry.media ?? [], before?.live, moment), { revision: head, ids: [...referencesOfEntry(source).media] }],
    version: (before?.entry.version ?? 0) + 1,
    createdAt: before?.entry.createdAt ?? moment,
    updatedAt: moment,
  }; // biome-ignore format: a list
  await transact([
    entryWrite(entry),
    revisionWrite(id, {
      number: head, title, by: actor(), at: moment, source, document: entryDocument(source), filterVersion: FILTER_VERSION,
    }), // biome-ignore format: a list
    ...(await addressWrites(id, before?.source, source)),
    ...(before ? [] : [placeWrite(id)]),
  ]);
  const behind = head - limits.revisions;
  if (behind > 0) await writeIf(expiringWrite(id, behind, now));
  return { entry, live: before?.live, source };
};

/** The writes that claim the addresses of a revision, and give up those of the one before at which nothing was ever shown. */
const addressWrites = async (id: string, before: Source | undefined, next: Source): Promise<Write[]> => {
  const moves: [Ref | undefined, Ref][] = [
    [before && slugAt(before.slug), slugAt(next.slug)],
    [before && pathAt(before.path), pathAt(next.path)],
  ];
  const moved = moves.filter(([old, address]) => old?.key.pk !== address.key.pk);
  const left = moved.flatMap(([old]) => old ?? []);
  const found = await readAddresses(left);
  const isOwn = (one: Address | undefined): boolean => one?.entryId === id && one.shownFrom === undefined;
  return [
    ...moved.map(([, address]) => claimWrite(address, id)),
    ...left.filter((_, index) => isOwn(found[index])).map((address) => releaseWrite(address, id)),
  ];
};

/**
 * Deletes an entry of which nothing was ever published; its revisions follow.
 * @throws Refusal 404; 409 `entry-published`; 412
 */
export const deleteEntry = async (id: string, ifMatch: number | undefined): Promise<void> => {
  const { entry, live } = await readEntry(id);
  if (ifMatch !== undefined && ifMatch !== entry.version) throw stale();
  if (live) throw new EntryPublished();
  const addresses = [slugAt(entry.slug), pathAt(entry.path)];
  const found = await readAddresses(addresses);
  const own = addresses.filter((_, index) => found[index]?.entryId === id);
  await transact([...entryRemoval(entry), ...own.map((address) => releaseWrite(address, id))]);
};
