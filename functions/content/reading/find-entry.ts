import type { Flip } from '#lib/lifetime.ts';
import { get, type Ref } from '#lib/table.ts';
import { addressFrom, pathAt, slugAt } from '../entries/addresses-table.ts';
import { liveAt, liveFrom } from '../entries/entries-table.ts';
import { EntryDocument } from '../entries/entry-document.ts';
import { readDocumentOf } from '../entries/revisions-table.ts';
import { flipsAfter, stepAt } from '../timeline.ts';
import type { EntryView } from './entry-page.ts';
import { showEntry } from './show-entry.ts';
import { remembered, type Shown } from './shown.ts';

/** What is at an address: an entry, another address to go on to, a section, or nothing. */
export type Found =
  | { readonly kind: 'entry'; readonly entry: EntryView }
  | { readonly kind: 'moved'; readonly slug: string; readonly path: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'section'; readonly slug: string }
  | { readonly kind: 'nothing' };

/** Finds what readers see at a slug: three to five calls, none when it was read within the last second. */
export const findAtSlug = (slug: string): Promise<Shown<Found>> =>
  remembered(['slug', slug], (moment) => foundAt(slugAt(slug), (card) => card.slug === slug, moment));

/** As `findAtSlug`, at a path of the site. */
export const findAtPath = (path: string): Promise<Shown<Found>> =>
  remembered(['path', path], (moment) => foundAt(pathAt(path), (card) => card.path === path, moment));

const nothing = (flips: readonly Flip[] = []) => ({ body: { kind: 'nothing' } as const, flips });

const foundAt = async (
  address: Ref,
  isHere: (card: { readonly slug: string; readonly path: string }) => boolean,
  moment: string,
): Promise<{ body: Found; flips: readonly Flip[] }> => {
  const found = addressFrom(await get(address));
  if (found?.to !== undefined) return { body: { kind: 'redirect', to: found.to }, flips: [] };
  if (found?.section !== undefined) return { body: { kind: 'section', slug: found.section }, flips: [] };
  if (found?.entryId === undefined) return nothing();
  const live = liveFrom(await get(liveAt(found.entryId)));
  if (!live) return nothing();
  const flips = flipsAfter(live.steps, moment);
  const step = stepAt(live.steps, moment);
  // Nothing is shown here yet: a draft's address tells nobody of it.
  const isShown = found.shownFrom !== undefined && found.shownFrom <= moment;
  if (!step || !isShown) return nothing(flips);
  if (!isHere(step.card)) return { body: { kind: 'moved', slug: step.card.slug, path: step.card.path }, flips };
  const document = await readDocumentOf(EntryDocument, found.entryId, step.revision);
  if (!document) throw new Error('entry: the revision that is shown is not there');
  const { body, flips: all } = await showEntry(found.entryId, document, { step, live, moment });
  return { body: { kind: 'entry', entry: body }, flips: all };
};
