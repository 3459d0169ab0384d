import type { Reply } from '#lib/reply.ts';
import { catalogSettings, remembered, tagsOf } from '../../catalog/public.ts';
import { type Asker, type SearchResult, search } from '../../search/public.ts';
import { type CardView, type EntryCard, entryCard } from '../view/cards.ts';
import { facetViews, orderViews } from '../view/facets.ts';
import type { PageHead } from '../view/page-view.ts';
import { notFoundReply, orNothing, pageReply } from './page-reply.ts';
import { bound, LIMIT } from './product-lists.ts';
import { type Asked, isNarrowed, requestFor, searchHref } from './search-asked.ts';

/** Articles beside the first page of products. */
const ARTICLES = 4;

type Item = SearchResult['items'][number];
const isEntry = (item: Item): item is Extract<Item, EntryCard> => 'path' in item;
const isProduct = (item: Item): item is Exclude<Item, EntryCard> => !('path' in item);

/** What a page of results shows, and when that changes. */
const read = (asked: Asked, asker: Asker) =>
  remembered(['site', 'search', asked], async (moment) => {
    const [currency = 'EUR'] = catalogSettings().SHOP_CURRENCIES;
    const request = requestFor(asked, LIMIT, currency);
    const wantsArticles = asked.q !== '' && asked.cursor === undefined && !isNarrowed(asked);
    const [found, articles] = await Promise.all([
      search(request, asker),
      wantsArticles ? search({ ...request, kind: 'entry', sort: 'relevance', limit: ARTICLES }, asker) : undefined,
    ]);
    const { body: cards, flips } = await bound(found.body.items.filter(isProduct), moment);
    const entries = articles?.body.items.filter(isEntry) ?? [];
    return {
      body: { result: found.body, cards, articles: entries.map(entryCard), currency },
      flips: [...found.flips, ...(articles?.flips ?? []), ...flips],
      tags: tagsOf(entries),
    };
  });

const noteOf = ({ total, approximate }: SearchResult): string => {
  if (total === 0) return 'Nothing was found. Try fewer or other words.';
  return `${approximate ? 'More than ' : ''}${total} ${total === 1 ? 'product' : 'products'}`;
};

/** Replies with what a search finds: products with facets, as links, and articles beside the first page. */
export const searchReply = async (asked: Asked, asker: Asker): Promise<Reply> => {
  const { q, filters, min, max, sort } = asked;
  const head: PageHead = {
    title: q === '' ? 'Search' : `Search: ${q}`,
    href: searchHref(asked),
    noindex: true,
    crumbs: [{ title: 'Search', href: null }],
  };
  const shown = await orNothing(read(asked, asker));
  if (!shown) return notFoundReply();
  const { result, cards, articles, currency } = shown.body;
  const plain = searchHref({ ...asked, filters: [], min: '', max: '', cursor: undefined });
  const content: { readonly asked: string; readonly search: object } = {
    asked: q,
    search: {
      heading: q === '' ? 'Search' : `Results for “${q}”`,
      note: noteOf(result),
      cards: cards satisfies readonly CardView[],
      articles,
      facets: facetViews(asked, result),
      orders: orderViews(asked),
      price: { min, max, currency, q, sort, filters: filters.map(({ name, value }) => `${name}:${value}`) },
      plain: isNarrowed(asked) ? plain : null,
      next: result.nextCursor === null ? null : searchHref({ ...asked, cursor: result.nextCursor }),
    },
  };
  return pageReply({ template: 'search', head, content, flips: shown.flips, tags: shown.tags ?? [] });
};
