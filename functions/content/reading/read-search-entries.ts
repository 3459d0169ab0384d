import * as z from 'zod/mini';
import { unpackJson } from '#lib/compress.ts';
import { batchGet } from '#lib/table.ts';
import { plainText } from '../body/plain-text.ts';
import { liveAt, liveFrom } from '../entries/entries-table.ts';
import type { EntryCard } from '../entries/entry.ts';
import { cardAt } from '../entries/entry-card.ts';
import { EntryDocument } from '../entries/entry-document.ts';
import { revisionAt } from '../entries/revisions-table.ts';
import { PAGES, type Row, rowsDown } from '../lists/list-rows.ts';
import { authorAt, namedFrom } from '../names/names-table.ts';
import { flipsAfter, stepAt } from '../timeline.ts';

/** An entry as search takes it in: the revision that is shown at a moment. */
export interface SearchEntry {
  readonly card: EntryCard;
  /** Its standfirst and its body, plain, 4,000 characters at most. */
  readonly text: string;
  /** Those who wrote it, as they are called now. */
  readonly authors: readonly string[];
  /** When nothing of it is shown any more, ISO 8601 in UTC; absent for good. */
  readonly visibleUntil?: string;
}
const MOST_CHARACTERS = 4_000;

/**
 * Reads at most 100 entries as they are shown at a moment, strongly, for a search index, in the order of the ids; `undefined`
 * for one of which nothing is shown.
 * @param moment ISO 8601 in UTC
 */
export const readSearchEntries = async (
  ids: readonly string[],
  moment: string,
): Promise<(SearchEntry | undefined)[]> => {
  const items = await batchGet(ids.map(liveAt), { consistent: true });
  const shown = items.map((item, index) => {
    const live = liveFrom(item);
    const [step, card] = [live && stepAt(live.steps, moment), cardAt(ids[index] ?? '', live, moment)];
    return live && step && card ? { card, step, steps: live.steps } : undefined;
  });
  const texts = await textsOf(shown.flatMap((one) => (one ? [revisionAt(one.card.id, one.step.revision)] : [])));
  const names = await namesOf(shown.flatMap((one) => one?.step.card.authors ?? []));
  return shown.map((one) => {
    if (!one) return undefined;
    const { card, step, steps } = one;
    const goes = flipsAfter(steps, moment).find(({ at }) => stepAt(steps, at) === undefined);
    return {
      card,
      text: texts.get(card.id) ?? '',
      authors: step.card.authors.flatMap((slug) => names.get(slug) ?? []),
      ...(goes ? { visibleUntil: goes.at } : {}),
    };
  });
};

/** Bodies that are unpacked at once: each may have some 200 kB. */
const BODIES = 10;
/** Reads standfirsts of revisions with the beginnings of their bodies, by their entry. */
const textsOf = async (refs: readonly ReturnType<typeof revisionAt>[]): Promise<Map<string, string>> => {
  const texts = new Map<string, string>();
  for (let from = 0; from < refs.length; from += BODIES) {
    const items = await batchGet(refs.slice(from, from + BODIES), { consistent: true, project: ['document'] });
    for (const item of items) {
      if (!item) continue;
      const { body, standfirst } = z.parse(EntryDocument, unpackJson(item['document']));
      const above = standfirst === null ? '' : `${standfirst} `;
      texts.set(String(item['pk']), `${above}${plainText(body.blocks, MOST_CHARACTERS - above.length)}`.trim());
    }
  }
  return texts;
};

const namesOf = async (slugs: readonly string[]): Promise<Map<string, string>> => {
  const named = [...new Set(slugs)];
  const items = named.length > 0 ? await batchGet(named.map(authorAt)) : [];
  return new Map(items.flatMap((item) => namedFrom('author', item) ?? []).map(({ slug, name }) => [slug, name]));
};

/** The lists that have every entry: articles, and pages. */
const lists = ['all', PAGES] as const;
/** Where such a listing goes on: behind a row of one of the lists. */
export interface ShownPlace {
  readonly list: number;
  readonly below?: Row | undefined;
}

/**
 * Reads a page of the ids of entries that may be shown at a moment, the newest first, articles and then pages, at most 100.
 * @param moment ISO 8601 in UTC
 */
export const pageOfShown = async (
  place: ShownPlace,
  moment: string,
): Promise<{ ids: string[]; next: ShownPlace | undefined }> => {
  const name = lists[place.list];
  if (name === undefined) return { ids: [], next: undefined };
  const { rows, more } = await rowsDown(name, { moment, below: place.below, limit: 100 });
  const below = rows.at(-1);
  const after = place.list + 1 < lists.length ? { list: place.list + 1 } : undefined;
  return {
    ids: [...new Set(rows.map(({ entryId }) => entryId))],
    next: more && below ? { list: place.list, below } : after,
  };
};
