import type { ProductCard } from '../../catalog/public.ts';
import type { FrontView } from '../../content/public.ts';
import { entryHref, productHref } from './addresses.ts';
import { type PictureView, pictureView, productPicture } from './pictures.ts';
import { dayOf, type Moment, priceText } from './words.ts';

type ShownItem = FrontView['slots'][number]['items'][number];
export type EntryCard = Omit<Extract<ShownItem, { type: 'entry' }>, 'type'>;

/** What a list shows of an article or a product. */
export type CardView =
  | {
      readonly type: 'entry';
      readonly href: string;
      readonly title: string;
      readonly picture: PictureView | null;
      readonly standfirst: string | null;
      readonly published: Moment;
    }
  | {
      readonly type: 'product';
      readonly href: string;
      readonly title: string;
      readonly picture: PictureView | null;
      readonly vendor: string | null;
      readonly price: PriceView;
      /** False where none is left, null where a list does not know. */
      readonly available: boolean | null;
    };

/** A price as it is read: the lowest, with what it was before. */
export interface PriceView {
  readonly now: string;
  /** Whether variants cost more. */
  readonly isLowest: boolean;
  readonly before: string | null;
}
export const priceView = ({
  priceRange: { min, max },
  compareAtPrice,
}: Pick<ProductCard, 'priceRange' | 'compareAtPrice'>): PriceView => ({
  now: priceText(min),
  isLowest: min.amount < max.amount,
  before: compareAtPrice && compareAtPrice.amount > min.amount ? priceText(compareAtPrice) : null,
});

export const entryCard = ({ path, title, standfirst, image, publishedAt }: EntryCard): CardView => ({
  type: 'entry',
  href: entryHref(path),
  title,
  standfirst,
  picture: image && pictureView(image, ''),
  published: dayOf(publishedAt),
});

export const productCard = (product: ProductCard, available: boolean | null = null): CardView => ({
  type: 'product',
  href: productHref(product.slug),
  title: product.title,
  vendor: product.vendor,
  picture: product.image && productPicture({ ...product.image, alt: '' }),
  price: priceView(product),
  available,
});

export const cardOf = (item: ShownItem): CardView => (item.type === 'entry' ? entryCard(item) : productCard(item));
