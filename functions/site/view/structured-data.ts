import { minorDigits } from '#lib/money.ts';
import type { ProductPage } from '../../catalog/public.ts';
import { type EntryView, siteUrl } from '../../content/public.ts';
import { settings } from '../settings.ts';
import { absolute, entryHref, productHref } from './addresses.ts';
import { previewUrl } from './pictures.ts';

/** A step on the way from the first page to this one; the last has no address. */
export interface Crumb {
  readonly title: string;
  readonly href: string | null;
}

/** What search engines read of a page, by https://schema.org. */
type Thing = Readonly<Record<string, unknown>>;

const organisation = (): Thing => ({ '@type': 'Organization', name: settings().SHOP_NAME, url: `${siteUrl()}/` });

export const webSite = (): Thing => ({
  '@type': 'WebSite',
  name: settings().SHOP_NAME,
  url: `${siteUrl()}/`,
  inLanguage: settings().SITE_LANGUAGE,
  potentialAction: {
    '@type': 'SearchAction',
    target: { '@type': 'EntryPoint', urlTemplate: `${siteUrl()}/search?q={search_term_string}` },
    'query-input': 'required name=search_term_string',
  },
});

export const breadcrumbs = (crumbs: readonly Crumb[]): Thing => ({
  '@type': 'BreadcrumbList',
  itemListElement: crumbs.map(({ title, href }, index) => ({
    '@type': 'ListItem',
    position: index + 1,
    name: title,
    ...(href === null ? {} : { item: absolute(href) }),
  })),
});

export const newsArticle = (entry: EntryView): Thing => ({
  '@type': entry.kind === 'article' ? 'NewsArticle' : 'WebPage',
  ...(entry.kind === 'article' ? { headline: entry.title } : { name: entry.title }),
  url: absolute(entryHref(entry.path)),
  mainEntityOfPage: absolute(entryHref(entry.path)),
  inLanguage: settings().SITE_LANGUAGE,
  datePublished: entry.publishedAt,
  dateModified: entry.updatedAt,
  ...(entry.standfirst === null ? {} : { description: entry.standfirst }),
  ...(entry.image ? { image: [previewUrl(entry.image)] } : {}),
  ...(entry.section ? { articleSection: entry.section.title } : {}),
  ...(entry.tags.length > 0 ? { keywords: entry.tags } : {}),
  ...(entry.authors.length > 0 ? { author: entry.authors.map(({ name }) => ({ '@type': 'Person', name })) } : {}),
  ...(entry.corrections.length > 0
    ? {
        correction: entry.corrections.map(({ at, text }) => ({
          '@type': 'CorrectionComment',
          datePublished: at,
          text,
        })),
      }
    : {}),
  publisher: organisation(),
});

/** An amount with a point, as https://schema.org/price wants it. */
const decimal = (amount: number, currency: string): string => {
  const digits = minorDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
};

/** @param images whole addresses @param description plain text @param until when a price changes next */
export const product = (
  page: ProductPage,
  { images, description, until }: { images: readonly string[]; description: string | null; until: string | undefined },
): Thing => ({
  '@type': 'Product',
  name: page.title,
  url: absolute(productHref(page.slug)),
  ...(images.length > 0 ? { image: images } : {}),
  ...(description === null ? {} : { description }),
  ...(page.vendor ? { brand: { '@type': 'Brand', name: page.vendor } } : {}),
  ...(page.variants[0] ? { sku: page.variants[0].sku } : {}),
  offers: page.variants.map(({ sku, title, price, available }) => ({
    '@type': 'Offer',
    sku,
    ...(page.variants.length > 1 ? { name: `${page.title} – ${title}` } : {}),
    url: absolute(productHref(page.slug)),
    price: decimal(price.amount, price.currency),
    priceCurrency: price.currency,
    ...(until === undefined ? {} : { priceValidUntil: until }),
    availability: `https://schema.org/${available ? 'InStock' : 'OutOfStock'}`,
    seller: organisation(),
  })),
});
