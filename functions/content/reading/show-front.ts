import type { Flip } from '#lib/lifetime.ts';
import { get } from '#lib/table.ts';
import { readDocumentOf } from '../entries/revisions-table.ts';
import { FrontSource, type FrontView, HOME, type ShownItem, type Slot } from '../fronts/front.ts';
import { frontId, frontLiveAt, frontLiveFrom } from '../fronts/fronts-table.ts';
import { isWithin, listOf, lookDown, type Row } from '../lists/list-rows.ts';
import { namedFrom, sectionAt } from '../names/names-table.ts';
import { flipsAfter, stepAt } from '../timeline.ts';
import { type Filled, fill } from './fill.ts';
import { remembered, type Shown } from './shown.ts';

/** Finds what a front shows now; undefined where there is neither a front nor a section of that name. */
export const findFrontView = (slug: string): Promise<Shown<FrontView | undefined>> =>
  remembered(['front', slug], async (moment) => {
    const steps = frontLiveFrom(await get(frontLiveAt(slug)))?.steps ?? [];
    const step = stepAt(steps, moment);
    const source = step ? await readDocumentOf(FrontSource, frontId(slug), step.revision) : await unmade(slug);
    if (!source) return { body: undefined, flips: flipsAfter(steps, moment) };
    const { body, flips } = await showFront(slug, source, { version: step?.revision ?? 0, moment });
    return { body, flips: [...flipsAfter(steps, moment), ...flips] };
  });

const LATEST = 30;
/** A front that nobody made yet, of the home page and of each section: the latest articles. */
const unmade = async (slug: string): Promise<FrontSource | undefined> => {
  const section = slug === HOME ? { title: 'Home' } : namedFrom('section', await get(sectionAt(slug)));
  if (!section) return undefined;
  const list = { limit: LATEST, ...(slug === HOME ? {} : { section: slug }) };
  return { title: section.title, slots: [{ id: 'latest', title: null, style: null, list }] };
};

/** Rows that a list reads beyond its limit, for those that are passed over, or shown further up. */
const SPARE = 10;

/**
 * Fills a front in, all as of one moment: the lists' rows side by side, then one batch. What is not shown is passed over,
 * what a slot further up shows is not repeated.
 * @param moment ISO 8601 in UTC
 */
export const showFront = async (
  slug: string,
  { title, slots }: FrontSource,
  { version, moment }: { version: number; moment: string },
): Promise<{ body: FrontView; flips: Flip[] }> => {
  const open = slots.filter((slot) => isOpen(slot, moment));
  const lists = await Promise.all(open.map((slot) => rowsOf(slot, moment)));
  const things = open.flatMap(({ items = [] }) => items);
  const idsOf = (type: string): string[] => things.filter((one) => one.type === type).map(({ id }) => id);
  const listed = lists.flatMap(({ rows }) => rows.map(({ entryId }) => entryId));
  const filled = await fill({ products: idsOf('product'), entries: [...idsOf('entry'), ...listed] }, moment);
  const seen = new Set<string>();
  const body = {
    slug,
    title,
    slots: open.map((slot, index) => ({
      id: slot.id,
      title: slot.title,
      style: slot.style,
      items: itemsOf(slot, lists[index]?.rows ?? [], filled, seen),
    })),
    version,
  };
  return {
    body,
    flips: [
      ...filled.flips,
      ...slots.flatMap((slot) => momentsOf(slot, moment)),
      ...lists.flatMap(({ flips }) => flips),
    ],
  };
};

const isOpen = ({ from, until }: Slot, moment: string): boolean =>
  (!from || from <= moment) && (!until || moment < until);
const momentsOf = ({ from, until }: Slot, moment: string): Flip[] => [
  ...(from && from > moment ? [{ at: from, takesAway: false }] : []),
  ...(until && until > moment ? [{ at: until, takesAway: true }] : []),
];

/** Reads where a slot's list looks, and when it may grow. */
const rowsOf = async ({ list }: Slot, moment: string): Promise<{ rows: readonly Row[]; flips: readonly Flip[] }> =>
  list ? lookDown(listOf(list), { moment, limit: list.limit + SPARE }) : { rows: [], flips: [] };

/** Shows what a slot names, or its list has, each thing once on the whole front. */
const itemsOf = (
  { items = [], list }: Slot,
  rows: readonly Row[],
  { products, entries }: Filled,
  seen: Set<string>,
): ShownItem[] => {
  const shown: ShownItem[] = [];
  const add = (item: ShownItem): void => {
    if (!seen.has(item.id)) shown.push(item);
    seen.add(item.id);
  };
  for (const { type, id } of items) {
    const product = type === 'product' ? products.get(id) : undefined;
    const entry = type === 'entry' ? entries.get(id)?.card : undefined;
    if (product) add({ type: 'product', ...product });
    if (entry) add({ type: 'entry', ...entry });
  }
  for (const { first, entryId } of rows) {
    if (!list || shown.length === list.limit) break;
    const found = entries.get(entryId);
    if (found && found.card.publishedAt === first && isWithin(found.stored, list))
      add({ type: 'entry', ...found.card });
  }
  return shown;
};
