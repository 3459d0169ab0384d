import { remembered } from '../../catalog/public.ts';
import { findNamed, jsonForScript, siteUrl } from '../../content/public.ts';
import { settings } from '../settings.ts';
import { theme } from '../system/theme.ts';
import { absolute, HOME, sectionHref } from './addresses.ts';
import { breadcrumbs, type Crumb } from './structured-data.ts';

/** What a page says of itself. */
export interface PageHead {
  readonly title: string;
  readonly description?: string | null;
  /** Its address on the site; null of one that has none of its own. */
  readonly href: string | null;
  /** As https://ogp.me has it. */
  readonly type?: 'website' | 'article' | 'product';
  /** The whole address of a picture for those who link to it. */
  readonly image?: string | undefined;
  readonly noindex?: boolean;
  /** Of the section whose feed goes with it. */
  readonly section?: { readonly slug: string; readonly title: string };
  /** Of an article. */
  readonly times?: { readonly published: string; readonly modified: string };
  /** The way to it, without the first page; none of that itself. */
  readonly crumbs?: readonly Crumb[];
  /** What search engines read of it (structured-data.ts). */
  readonly data?: readonly object[];
}

interface MenuItem {
  readonly title: string;
  readonly href: string;
  readonly items?: readonly { readonly title: string; readonly href: string }[];
}
/** Where nobody made a menu: what every shop has. */
const unmade: readonly MenuItem[] = [
  { title: 'Products', href: '/products' },
  { title: 'Collections', href: '/collections' },
];

interface Menus {
  readonly main: readonly MenuItem[];
  readonly footer: readonly MenuItem[];
}
const readMenus = async (): Promise<Menus> =>
  (
    await remembered(['site', 'menus'], async () => {
      const [main, footer] = await Promise.all([findNamed('menu', 'main'), findNamed('menu', 'footer')]);
      return { body: { main: main?.items ?? unmade, footer: footer?.items ?? [] }, flips: [] };
    })
  ).body;

const itemView = ({ title, href, items = [] }: MenuItem, at: string | null): object => ({
  title,
  href,
  isHere: href === at,
  items: items.map((one) => itemView(one, at)),
});

const feedsOf = (section: PageHead['section']) => {
  const titled = (title: string, query: string) => [
    { title, type: 'application/rss+xml', href: `/feed.xml${query}` },
    { title, type: 'application/feed+json', href: `/feed.json${query}` },
  ];
  const { SHOP_NAME } = settings();
  const own = section ? titled(`${section.title} – ${SHOP_NAME}`, `?section=${encodeURIComponent(section.slug)}`) : [];
  return [...own, ...titled(SHOP_NAME, '')];
};

/** Makes what the layout shows around a page: head, menus (read within the last second), breadcrumbs. */
export const pageView = async (head: PageHead): Promise<object> => viewOf(head, await readMenus());

/** As `pageView`, with menus that are there. */
export const viewOf = async (head: PageHead, { main, footer }: Menus): Promise<object> => {
  const { SHOP_NAME, SITE_LANGUAGE } = settings();
  const { title, description = null, href, type = 'website', image, noindex = false, section, times, data = [] } = head;
  const crumbs = head.crumbs?.length ? [{ title: 'Home', href: HOME }, ...head.crumbs] : [];
  const graph = [...data, ...(crumbs.length > 0 ? [breadcrumbs(crumbs)] : [])];
  return {
    site: { name: SHOP_NAME, language: SITE_LANGUAGE, style: `/${(await theme()).styleName}`, url: siteUrl() },
    page: {
      title: href === HOME ? SHOP_NAME : title,
      fullTitle: href === HOME ? SHOP_NAME : `${title} – ${SHOP_NAME}`,
      description,
      canonical: href === null ? null : absolute(href),
      type,
      image: image ?? null,
      noindex,
      feeds: feedsOf(section),
      times: times ?? null,
      json: graph.length === 0 ? null : jsonForScript({ '@context': 'https://schema.org', '@graph': graph }),
    },
    menu: {
      main: main.map((one) => itemView(one, href)),
      footer: footer.map((one) => itemView(one, href)),
      section: section ? sectionHref(section.slug) : null,
    },
    crumbs,
    preview: null,
    asked: '',
  };
};
