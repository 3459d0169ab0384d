import { fold } from '../analysis/fold.ts';
import { joinedTerm, piecesOf } from '../analysis/pieces.ts';
import { identifierTerm, termsOf } from '../analysis/terms.ts';
import type { SearchDocument } from '../document.ts';
import { type FacetName, keyField, labelField } from './index-body.ts';

/** Moments before and behind everything, in the form of the mapping. */
export const BEGINNING = '0001-01-01T00:00:00.000Z';
export const NEVER = '9999-12-31T23:59:59.999Z';

/** Letters of a beginning that has a term of its own: of one or two letters too much begins with them. */
export const START_LENGTH = 2;
/** How much selling says: a product with 1,000 units scores about 14 % more than one with none, as in the embedded engine. */
const UNITS_BOOST = 0.02;
/** Bytes of a keyword at most (Lucene); a title that is longer is sorted by its beginning. */
const KEYWORD_LENGTH = 1000;

/** Separates the folded from the written: no fold leaves a line break, which is a blank. */
const BREAK = '\n';
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const keyOf = (text: string): string => oneLine(fold(text)).slice(0, KEYWORD_LENGTH);
const labelOf = (text: string): string => `${keyOf(text)}${BREAK}${oneLine(text).slice(0, KEYWORD_LENGTH)}`;

/** The key of an option's value. */
export const optionKey = (name: string, value: string): string => `${keyOf(name)}${BREAK}${keyOf(value)}`;
/** The key of any other value. */
export const valueKey = keyOf;

/** A counted label, in its parts; of an option's value the key of its name comes first. */
export const labelParts = (label: string): string[] => label.split(BREAK);

/** Of values that fold to the same the first. */
const distinct = (values: readonly string[]): string[] => [
  ...new Map(values.toReversed().map((value) => [keyOf(value), value])).values(),
].reverse(); // biome-ignore format: one expression

const facetsOf = ({ vendor, type, tags, collections, options }: SearchDocument) => {
  const values: Record<Exclude<FacetName, 'option'>, readonly string[]> = {
    vendor: vendor === null ? [] : [vendor],
    type: type === null ? [] : [type],
    tag: distinct(tags),
    collection: distinct(collections),
    optionName: distinct(Object.keys(options)),
  };
  const fields = Object.entries(values).flatMap(([name, some]) => [
    [keyField(name as FacetName), some.map(keyOf)],
    [labelField(name as FacetName), some.map(labelOf)],
  ]);
  const ofOptions = values.optionName.flatMap((name) =>
    distinct(options[name] ?? []).map((value) => [name, value] as const),
  );
  return {
    ...(Object.fromEntries(fields) as Record<string, string[]>),
    [keyField('option')]: ofOptions.map(([name, value]) => optionKey(name, value)),
    [labelField('option')]: ofOptions.map(([name, value]) => `${keyOf(name)}${BREAK}${labelOf(value)}`),
  };
};

interface Period {
  readonly from: string;
  readonly until: string;
  readonly min: number;
}
/** Lists the lowest price of a product by the time in which it counts. */
const pricesOf = ({ shown }: SearchDocument): Period[] => {
  if (shown.kind === 'entry') return [];
  const { priceRange, flips = [] } = shown.product;
  // The first flip is that of the list price (`''`), where a price list says anything at all.
  const starts = [{ from: '', priceRange }, ...flips].map(({ from, priceRange: { min } }) => ({
    from: from || BEGINNING,
    min: min.amount,
  }));
  return starts
    .map((start, n) => ({ ...start, until: starts[n + 1]?.from ?? NEVER }))
    .filter(({ from, until }) => from < until);
};

const startsOf = (texts: readonly (string | null)[]): string[] => {
  const words = texts.flatMap((text) => (text ? piecesOf(text) : [])).map(({ text }) => [...text]);
  const lengths = Array.from({ length: START_LENGTH }, (_, n) => n + 1);
  return [...new Set(words.flatMap((letters) => lengths.map((length) => letters.slice(0, length).join(''))))];
};

/** Each two words of a title as one: `Tea towel` is found by `teatowel`. */
const pairsOf = (title: string): string => {
  const pieces = piecesOf(title);
  const pairs = pieces.slice(1).map((piece, n) => [pieces[n], piece] as const);
  return pairs.flatMap(([a, b]) => (a && !a.unspaced && !b.unspaced ? joinedTerm(a.text, b.text) : [])).join(' ');
};

/** Makes what is stored of a document: its terms, and what it is filtered, counted and sorted by. */
export const storedDocument = (document: SearchDocument) => {
  const {
    id,
    kind,
    language,
    title,
    vendor,
    type,
    tags,
    attributes,
    collections,
    description,
    units,
    createdAt,
    shown,
  } = document;
  const terms = (...texts: readonly (string | null)[]): string =>
    texts.flatMap((text) => (text ? termsOf(text, language) : [])).join(' ');
  const text = {
    title: terms(title),
    type: terms(type),
    vendor: terms(vendor),
    more: terms(...attributes, ...tags),
    collections: terms(...collections),
    description: terms(description),
  };
  const { visibleFrom, visibleUntil } = shown.kind === 'product' ? shown.product : shown;
  return {
    id,
    gone: false,
    kind,
    ...text,
    words: [...Object.values(text), pairsOf(title)].join(' '),
    completed: [text.title, text.type, text.vendor, text.collections].join(' '),
    identifiers: [...new Set(document.identifiers.map(identifierTerm).filter(Boolean))],
    starts: startsOf([title, type, vendor, ...tags]),
    ...facetsOf(document),
    order: keyOf(title),
    units,
    popularity: 1 + UNITS_BOOST * Math.log1p(units),
    createdAt,
    available: shown.kind === 'product' && shown.product.available,
    visibleFrom: visibleFrom ?? BEGINNING,
    visibleUntil: visibleUntil ?? NEVER,
    prices: pricesOf(document),
    shown,
    // A collection is known by its slug.
    phrases: [title, vendor, type, ...collections.map((slug) => slug.replaceAll('-', ' '))].filter(Boolean),
  };
};

/** What stands in the place of a document that is gone, so that an older state of it is refused by its version. */
export const tombstone = (id: string) => ({ id, gone: true });
