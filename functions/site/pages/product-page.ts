import type { Flip } from '#lib/lifetime.ts';
import type { Reply } from '#lib/reply.ts';
import { findProductPage, movedReply, type ProductPage } from '../../catalog/public.ts';
import { bodyHtml } from '../../content/public.ts';
import { absolute, productHref } from '../view/addresses.ts';
import { priceView } from '../view/cards.ts';
import { previewUrl, productPicture } from '../view/pictures.ts';
import { plainText } from '../view/plain-text.ts';
import { product } from '../view/structured-data.ts';
import { priceText } from '../view/words.ts';
import { notFoundReply, type Page, pageReply } from './page-reply.ts';

/** Replies with the page of a product, at the prices that count now; a former address leads on. @param now milliseconds since 1970 */
export const productReply = async (slug: string, now: number): Promise<Reply> => {
  const found = await findProductPage(slug, now);
  if (!found) return notFoundReply();
  if (found.kind === 'moved') return movedReply(productHref(found.slug), { flips: [] });
  const { flips, waits } = found;
  const reply = found.kind === 'hidden' ? notFoundReply(flips) : pageReply(productPage(found.page, flips));
  return { ...(await reply), waits };
};

/** What a search engine is told of a product, in characters. */
const DESCRIPTION = 300;

const productPage = (page: ProductPage, flips: readonly Flip[]): Page => {
  const { title, slug, seo, media, variants, description } = page;
  const about = seo.description ?? (description === null ? null : plainText(description, DESCRIPTION) || null);
  const [first] = media;
  const image = first && (first.renditions ? previewUrl({ renditions: first.renditions }) : absolute(first.url));
  const until = flips.map(({ at }) => at).sort()[0];
  return {
    template: 'product',
    head: {
      title: seo.title ?? title,
      description: about,
      href: productHref(slug),
      type: 'product',
      image,
      crumbs: [
        { title: 'Products', href: '/products' },
        { title, href: null },
      ],
      data: [product(page, { images: media.map(({ url }) => absolute(url)), description: about, until })],
    },
    content: {
      product: {
        title,
        vendor: page.vendor,
        // Sanitised by catalog when it was saved; content's writer lets such HTML through as it is.
        html: description === null ? '' : bodyHtml([{ type: 'html', html: description }], nothing),
        pictures: media.map(productPicture),
        price: priceOf(variants),
        isAvailable: variants.some(({ available }) => available),
        isOne: page.options.length === 0,
        sku: variants[0]?.sku ?? '',
        options: page.options.map(({ name }) => name),
        variants: variants.map(({ sku, title: name, options, price, compareAtPrice, available }) => ({
          sku,
          title: name,
          values: page.options.map((option) => options[option.name] ?? ''),
          price: priceText(price),
          before: compareAtPrice && compareAtPrice.amount > price.amount ? priceText(compareAtPrice) : null,
          available,
        })),
      },
    },
    flips,
  };
};

const nothing = { picture: () => undefined, links: () => [] };

/** The lowest price, what that variant cost before, and whether others cost more. */
const priceOf = (variants: ProductPage['variants']) => {
  const sorted = variants.toSorted((a, b) => a.price.amount - b.price.amount);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) throw new Error('product: it has no variant');
  return priceView({ priceRange: { min: least.price, max: most.price }, compareAtPrice: least.compareAtPrice });
};
