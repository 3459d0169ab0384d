import { isoTime, msOf } from '#lib/clock.ts';
import type { Flip } from '#lib/lifetime.ts';
import { put, query, remove, type Write } from '#lib/table.ts';
import { folded } from '../../catalog/public.ts';
import { table } from '../content-table.ts';
import type { Live, LiveStep, StoredCard } from '../entries/live.ts';

/**
 * Rows of the lists that readers see: `list#<list>` / `<first from>#ent_…`. A row is a hint: it says where to look, the
 * entry's live item says whether it is shown, and as what. So rows are put before an entry is published and taken away
 * afterwards, and one that is left over harms nobody.
 */
export interface ListQuery {
  readonly section?: string | undefined;
  readonly tag?: string | undefined;
  readonly author?: string | undefined;
}

/** Names the list of articles: all, or those of a section, with a tag, by an author; the first that is asked for. */
export const listOf = ({ section, tag, author }: ListQuery): string => {
  if (section !== undefined) return `section#${section}`;
  if (tag !== undefined) return `tag#${folded(tag)}`;
  return author === undefined ? 'all' : `author#${author}`;
};
/** Pages stand in no list of articles; the site's map has them. */
export const PAGES = 'pages';

/** Names the lists that an entry stands in. */
const listsOf = ({ kind, section, tags, authors }: StoredCard): string[] => {
  if (kind === 'page') return [PAGES];
  return [
    ...new Set([
      listOf({}),
      ...(section === null ? [] : [listOf({ section })]),
      ...tags.map((tag) => listOf({ tag })),
      ...authors.map((author) => listOf({ author })),
    ]),
  ];
};

/** Answers whether an entry's card, as it is shown, is what a list is asked for. */
export const isWithin = (card: StoredCard, { section, tag, author }: ListQuery): boolean =>
  card.kind === 'article' &&
  (section === undefined || card.section === section) &&
  (tag === undefined || card.tags.some((one) => folded(one) === folded(tag))) &&
  (author === undefined || card.authors.includes(author));

const partition = (list: string): string => `list#${list}`;
const rowsOf = (
  id: string,
  { first, steps }: Pick<Live, 'first' | 'steps'>,
): Map<string, { pk: string; sk: string }> => {
  const lists = new Set(steps.flatMap(({ card }: LiveStep) => listsOf(card)));
  const rows = first === null ? [] : [...lists].map((list) => ({ pk: partition(list), sk: `${first}#${id}` }));
  return new Map(rows.map((row) => [`${row.pk}\0${row.sk}`, row]));
};

/**
 * Makes the writes of rows that an entry needs and has not, and of those that it has and does not need, by the change that
 * gives it `version`. A row says by which change it was put: a removal that comes late takes none away that was put since.
 */
export const rowChanges = (
  id: string,
  before: Pick<Live, 'first' | 'steps'>,
  after: Pick<Live, 'first' | 'steps'>,
  version: number,
): { readonly needed: Write[]; readonly left: Write[] } => {
  const [had, has] = [rowsOf(id, before), rowsOf(id, after)];
  const only = (some: typeof had, others: typeof had) =>
    [...some].flatMap(([name, row]) => (others.has(name) ? [] : [row]));
  const isNewer = { if: 'attribute_not_exists(pk) OR #version < :version', values: { version } };
  const isOlder = { if: '#version <= :version', values: { version } };
  return {
    needed: only(has, had).map((row) => put(table, { ...row, type: 'row', version }, isNewer)),
    left: only(had, has).map((row) => remove(table, row, isOlder)),
  };
};

/** A row: which entry to look at, and when it was, or will be, first shown. */
export interface Row {
  readonly first: string;
  readonly entryId: string;
}
const rowFrom = (sk: unknown): Row => {
  const [first = '', entryId = ''] = String(sk).split('#');
  return { first, entryId };
};

/**
 * Reads rows from a moment downwards, newest first.
 * @param below the row before which to go on; from the moment itself without
 * @param from the earliest moment that belongs to it
 */
export const rowsDown = async (
  list: string,
  { moment, below, from = '0', limit }: { moment: string; below?: Row | undefined; from?: string; limit: number },
): Promise<{ rows: Row[]; more: boolean }> => {
  // `#` sorts before every letter of an id, `~` behind.
  const top = below ? `${below.first}#${below.entryId}` : `${moment}#~`;
  const asked = {
    pk: partition(list),
    between: [from, top] as const,
    limit: limit + 2,
    newestFirst: true,
    project: ['sk'],
  };
  const { items, last } = await query(table, asked);
  const rows = items
    .map(({ sk }) => rowFrom(sk))
    .filter(({ first, entryId }) => `${first}#${entryId}` !== top || !below);
  return { rows: rows.slice(0, limit), more: rows.length > limit || last !== undefined };
};

/** Milliseconds ahead in which a new entry of a list is known: longer than pages are kept. Feeds, which are kept longer, may lack it that long. */
const AHEAD_MS = 10_000;

/** Finds when the next entry of a list may begin to be shown, of those that no cache may keep out. */
const nextFlip = async (list: string, moment: string): Promise<Flip[]> => {
  const until = isoTime(msOf(moment) + AHEAD_MS);
  const asked = { pk: partition(list), between: [`${moment}#~`, `${until}#~`] as const, limit: 1, project: ['sk'] };
  const { items } = await query(table, asked);
  return items.map(({ sk }) => ({ at: rowFrom(sk).first, takesAway: false }));
};

/** As `rowsDown`, with the moment at which the list may grow: two queries side by side. */
export const lookDown = async (
  list: string,
  asked: Parameters<typeof rowsDown>[1],
): Promise<{ rows: Row[]; more: boolean; flips: Flip[] }> => {
  const [down, flips] = await Promise.all([rowsDown(list, asked), nextFlip(list, asked.moment)]);
  return { ...down, flips };
};

/** Reads the earliest row of a list. */
export const firstRow = async (list: string): Promise<Row | undefined> => {
  const { items } = await query(table, { pk: partition(list), limit: 1, project: ['sk'] });
  return items[0] && rowFrom(items[0]['sk']);
};
