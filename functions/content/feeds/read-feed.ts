import type { Lifetime } from '#lib/lifetime.ts';
import { remembered, type Shown, tagsOf } from '../../catalog/public.ts';
import type { EntryCard } from '../entries/entry.ts';
import { readSections } from '../reading/fill.ts';
import { readEntries } from '../reading/list-entries.ts';
import { settings, siteUrl } from '../settings.ts';

/** Readers of feeds ask each minute at most. */
export const feedLifetime: Lifetime = { fresh: 60, stale: 60, onError: 86_400 };
const ENTRIES = 50;

/** What a feed says: of all articles, or of a section's. */
export interface Feed {
  readonly title: string;
  readonly home: string;
  readonly section: string | undefined;
  readonly entries: readonly EntryCard[];
}

/** Reads the newest articles for a feed, in the form that `write` gives it; undefined of a section that is not there. */
export const readFeed = (
  form: string,
  section: string | undefined,
  write: (feed: Feed) => string,
): Promise<Shown<string | undefined>> =>
  remembered(['feed', form, section], async (moment) => {
    const title = section === undefined ? undefined : (await readSections([section])).get(section);
    if (section !== undefined && title === undefined) return { body: undefined, flips: [] };
    const { cards, flips } = await readEntries({ section }, { moment, limit: ENTRIES });
    const name = settings().SHOP_NAME;
    const feed = {
      title: title === undefined ? name : `${title} – ${name}`,
      home: section === undefined ? `${siteUrl()}/` : `${siteUrl()}/${section}`,
      section,
      entries: cards,
    };
    return { body: write(feed), flips, tags: tagsOf(cards) };
  });

/** The address of an entry on the site. */
export const entryUrl = ({ path }: Pick<EntryCard, 'path'>): string => `${siteUrl()}${encodeURI(path)}`;
