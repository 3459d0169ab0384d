import { page, type ReadObject, route } from './object.ts';

/** What an object says in one state: its status and words that stand in it. */
export interface State {
  readonly status: number;
  readonly words: readonly string[];
}

/** An object that changes at one second, with what it says before and after. */
export interface ChangingObject extends ReadObject {
  readonly before: State;
  readonly after: State;
  /**
   * Requests through the edge wait for its change; those for the page of a product that is neither on a front nor in a
   * release do not, by design.
   */
  readonly waits: boolean;
}

/** What changes: words that stand in titles and texts, and a price in minor units. */
export const STORIES = 5;
/** Products that are on the first page. */
export const ON_FRONT = 5;
/** The last products have a price list of their own, that no release starts. */
export const APART = 2;
export const PRICES = { before: 1111, after: 2222 } as const;
export const wordOf = (when: keyof typeof PRICES, what: string | number): string =>
  `${when === 'before' ? 'Formerly' : 'Presently'}-${what}.`;
/** The title of the article that goes. */
export const GOING = 'Leaving-soon.';

export const storySlug = (number: number): string => `story-${number}`;
export const productSlug = (number: number): string => `thing-${number}`;
export const GOING_SLUG = 'leaving';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);
const priceIn = { api: (amount: number) => `"amount":${amount},`, page: (amount: number) => (amount / 100).toFixed(2) };

const stateOf = (kind: 'api' | 'page', when: keyof typeof PRICES, about: About): State => ({
  status: 200,
  words: [
    ...(about.words ?? []).map((what) => wordOf(when, what)),
    ...(about.going && when === 'before' ? [GOING] : []),
    ...(about.price ? [priceIn[kind](PRICES[when])] : []),
  ],
});
interface About {
  readonly words?: readonly (string | number)[];
  readonly going?: boolean;
  readonly price?: boolean;
}

const changing = (kind: 'api' | 'page', object: ReadObject, about: About, waits = true): ChangingObject => ({
  ...object,
  before: stateOf(kind, 'before', about),
  after: stateOf(kind, 'after', about),
  waits,
});
const both = (name: string, [at, api]: readonly [string, string], about: About, waits = true): ChangingObject[] => [
  changing('page', page(`${name} (page)`, at), about, waits),
  changing('api', route(`${name} (API)`, api), about, waits),
];

/** Lists what readers open while it changes. A story has the title of the one before it in it, and a product. */
export const changingObjects = (products: number): ChangingObject[] => {
  const story = (number: number) => [number, ...(number > 0 ? [number - 1] : [])];
  const going = both('the article that goes', [`/${GOING_SLUG}`, `/content/entries/${GOING_SLUG}`], { going: true });
  const apart = numbers(APART).map((number) => products - 1 - number);
  const product = (number: number, waits: boolean) =>
    both(
      `product ${number}`,
      [`/products/${productSlug(number)}`, `/products/${productSlug(number)}`],
      { price: true },
      waits,
    );
  const stories = numbers(STORIES);
  return [
    ...both('home', ['/', '/content/home'], { words: ['home', ...stories], going: true, price: true }),
    ...stories.flatMap((number) =>
      both(`story ${number}`, [`/${storySlug(number)}`, `/content/entries/${storySlug(number)}`], {
        words: story(number),
        price: true,
      }),
    ),
    ...going.map((object) => ({ ...object, after: { status: 404, words: [] } })),
    changing('api', route('list of articles', '/content/entries?limit=20'), { words: stories, going: true }),
    changing('api', route('list of products', '/products?limit=20'), { price: true }),
    changing('page', page('list of products (page)', '/products'), { price: true }),
    changing('page', page('feed', '/feed.xml'), { words: stories, going: true }),
    ...numbers(2).flatMap((number) => product(number, true)),
    ...product(products - 1 - APART, true),
    ...apart.flatMap((number) => product(number, false)),
  ];
};
