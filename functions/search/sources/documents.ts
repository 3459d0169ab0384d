import type { SearchProduct } from '../../catalog/public.ts';
import { plainText, type SearchEntry } from '../../content/public.ts';
import type { SearchDocument } from '../document.ts';

/** Characters of a description, as of an entry's text. */
const MOST_CHARACTERS = 4_000;

/** What is known of a document from elsewhere: the shop's language (BCP 47), and units paid in 90 days. */
interface Beside {
  readonly language: string;
  readonly units: number;
}

/** Makes what is indexed of a product. */
export const documentOfProduct = (product: SearchProduct, { language, units }: Beside): SearchDocument => {
  const { summary, description, identifiers, attributes, collections, options, createdAt } = product;
  return {
    id: summary.id,
    kind: 'product',
    language,
    title: summary.title,
    vendor: summary.vendor,
    type: summary.type,
    tags: [...summary.tags],
    identifiers: [...identifiers],
    attributes: [...attributes],
    description: description === null ? '' : plainText([{ type: 'html', html: description }], MOST_CHARACTERS),
    collections: [...collections],
    options: Object.fromEntries(Object.entries(options).map(([name, values]) => [name, [...values]])),
    createdAt,
    units,
    shown: { kind: 'product', product: summary },
  };
};

/** Makes what is indexed of an entry. It is put when it is shown, so only its end goes by the clock. */
export const documentOfEntry = (
  { card, text, authors, visibleUntil }: SearchEntry,
  { language }: Pick<Beside, 'language'>,
): SearchDocument => ({
  id: card.id,
  kind: 'entry',
  language,
  title: card.title,
  vendor: null,
  type: card.section,
  tags: [...card.tags],
  identifiers: [],
  attributes: [...authors],
  description: text,
  collections: [],
  options: {},
  createdAt: card.publishedAt,
  units: 0,
  shown: { kind: 'entry', entry: { ...card }, ...(visibleUntil === undefined ? {} : { visibleUntil }) },
});
