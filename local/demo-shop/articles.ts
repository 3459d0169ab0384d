/** What the demo's newsroom publishes, by the slugs of the shop's products and the names of its pictures. */
import type { scenes } from './scenes.ts';

export type Scene = keyof typeof scenes;
type Part =
  | { readonly text: string }
  | { readonly product: string }
  | { readonly quote: string; readonly cite: string };
export interface Article {
  readonly slug: string;
  readonly kind?: 'page';
  readonly section?: string;
  readonly title: string;
  readonly standfirst: string;
  readonly picture?: Scene;
  readonly tags?: readonly string[];
  readonly parts: readonly Part[];
}

export const sections = [
  { slug: 'makers', title: 'Makers', description: 'Visits to the workshops that our things come from.' },
  { slug: 'guides', title: 'Guides', description: 'How to choose a thing once, and how to keep it for good.' },
];

export const author = {
  slug: 'ines-halloran',
  name: 'Ines Halloran',
  bio: 'Ines edits our journal. She owns eleven mugs and uses one.',
};

export const articles: readonly Article[] = [
  {
    slug: 'a-handle-for-three-fingers',
    section: 'makers',
    title: 'A handle for three fingers',
    standfirst: 'The Everyday Mug took two years, four clays and one argument about soup. A morning at Harrow & Pine.',
    picture: 'pottery',
    tags: ['stoneware', 'workshops'],
    parts: [
      {
        text:
          'The kiln at Harrow & Pine is lit on Tuesdays. By Wednesday noon it has cooled enough to open, and whoever is nearest ' +
          'gets to lift out the first shelf. Most of what stands on it is mugs.\n\n' +
          '“People hold a mug with three fingers,” says Maren Pine, who throws them. “Two is a teacup. Four is a tankard. We ' +
          'measured forty hands before we cut a single handle.”\n\n## Thirty-five centilitres\n\n' +
          'The size was the argument. Thirty-five centilitres hold a large coffee, or a small soup, and the workshop was divided ' +
          'on whether soup was any of its business. It is: the rim was drawn in by two millimetres, so that neither drips.',
      },
      { product: 'mug' },
      { quote: 'We measured forty hands before we cut a single handle.', cite: 'Maren Pine, potter' },
      {
        text:
          'The glaze is the same that lines the salt pig, mixed in a bucket that nobody has washed since 2011. It does not mind ' +
          'the dishwasher, the oven or Mondays.\n\n- Thrown on Thursday, trimmed on Friday\n- Bisque fired over the weekend\n- ' +
          'Glazed on Monday, fired on Tuesday',
      },
      { product: 'salt-pig' },
    ],
  },
  {
    slug: 'wool-before-sunrise',
    section: 'makers',
    title: 'Wool before sunrise',
    standfirst: 'On the island of Ærø the weavers start at five, when the loom is the loudest thing in the harbour.',
    picture: 'harbour',
    tags: ['wool', 'workshops'],
    parts: [
      {
        text:
          'There are two hundred sheep on the north side of the island and one loom by the harbour. What the first grow in a ' +
          'year the second turns into some ninety throws, and then it is spring again.\n\nFjordlys buys the whole clip, the grey ' +
          'and the brown too, and dyes none of it. “A sheep is already a colour,” says the weaver, and goes back in.',
      },
      { product: 'wool-throw-aeroe' },
      {
        text:
          '## How to keep it\n\nAir it, do not wash it. Wool cleans itself in damp weather, of which the island has plenty. If it ' +
          'must be washed: by hand, cold, and flat on a towel.',
      },
    ],
  },
  {
    slug: 'write-a-letter-tonight',
    section: 'guides',
    title: 'Write a letter tonight',
    standfirst: 'All it takes is a pen that you like, paper that takes ink, and somebody who does not expect it.',
    picture: 'desk',
    tags: ['paper', 'gifts'],
    parts: [
      {
        text:
          'Begin with where you are and what the weather does. Nobody ever minded that. By the third line you will know what the ' +
          'letter is about.\n\n## What you need\n\nA fountain pen glides where a ballpoint presses, so an hour with it does not ' +
          'tire the hand. Any ink will do; this one dries in eight seconds.',
      },
      { product: 'fountain-pen-marginalia' },
      { product: 'letter-set-dear-you' },
      { text: 'One page is a letter. Two pages are a surprise. Stop before the third.' },
    ],
  },
  {
    slug: 'about',
    kind: 'page',
    title: 'About this shop',
    standfirst: 'It is a demonstration: the things are invented, the system behind them is not.',
    parts: [
      {
        text:
          'Every page here is served by [Floodgate](/api/v1/docs), the open-source backend that runs on your machine right now. ' +
          'Change a price, publish an article or put a new front page together by its API, and watch it change here within ' +
          'seconds.\n\nThe pictures are drawn by a few lines of code. Nothing on this site was bought, borrowed or tracked.',
      },
    ],
  },
];

/** Products on the first page, by slug. */
export const favourites = [
  'olive-wood-spoon',
  'wool-throw-aeroe',
  'rapeseed-candle',
  'enamel-camp-cup',
  'clock-without-numbers',
  'linen-shirt',
  'sourdough-basket',
  'hedgehog-door-stop',
];
export const presents = [
  'letter-set-dear-you',
  'pocket-knife-wren',
  'field-notes-on-birds',
  'matches-in-a-jar',
  'beeswax-wraps',
  'cedar-pencils',
];

export const menus = {
  main: [
    { title: 'Shop', href: '/products' },
    {
      title: 'Collections',
      href: '/collections',
      items: [
        { title: 'Staff picks', href: '/collections/staff-picks' },
        { title: 'Gifts', href: '/collections/gifts' },
      ],
    },
    ...sections.map(({ slug, title }) => ({ title, href: `/${slug}` })),
  ],
  footer: [{ title: 'About this shop', href: '/about' }],
};
