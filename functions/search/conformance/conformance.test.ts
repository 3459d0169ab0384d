import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SearchDocument } from '../document.ts';
import type { Filters, Found, SearchInput } from '../engine.ts';
import { entryDocument as entry, productDocument as product } from '../fixtures/documents.ts';
import { type Subject, subjects } from '../fixtures/engines.ts';

/** What every engine behind the port answers. `npm run search-conformance` runs it, against a cluster when its address is set. */
const NOON = '2026-06-01T12:00:00.000Z';

describe.each(subjects)('%s', (_, open) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  const search = async (q: string, more: Partial<SearchInput> = {}): Promise<Found> => {
    const input = { q, kind: 'product', language: 'en', filters: {}, sort: 'relevance', limit: 20, at: NOON } as const;
    return (await subject.searcher()).search({ ...input, ...more });
  };
  const idsOf = (hits: Found['hits']): string[] =>
    hits.map((hit) => (hit.kind === 'product' ? hit.product.id : String(hit.entry['id'])));
  const find = async (q: string, more: Partial<SearchInput> = {}): Promise<string[]> =>
    idsOf((await search(q, more)).hits);
  const filtered = async (filters: Filters, q = ''): Promise<string[]> => (await find(q, { filters })).toSorted();

  describe('words', () => {
    it('are found in every field, and the title says most', async () => {
      await subject.change(
        product('description', 'Shelf', { description: 'Room for a kettle.' }),
        product('tag', 'Board', { tags: ['kettle'] }),
        product('title', 'Kettle'),
        product('type', 'Pot', { type: 'Kettle' }),
        product('vendor', 'Cup', { vendor: 'Kettle' }),
        product('attribute', 'Jug', { options: { Kind: ['Kettle'] } }),
        product('other', 'Lamp'),
      );
      const found = await find('kettle');
      expect(found.toSorted()).toEqual(['attribute', 'description', 'tag', 'title', 'type', 'vendor']);
      expect([found[0], found.at(-1)]).toEqual(['title', 'description']);
    });

    it('are found whatever their number, case and accents', async () => {
      await subject.change(product('knives', 'Carving Knives'), product('cafe', 'Café Bowl'));
      expect(await find('knife')).toEqual(['knives']);
      expect(await find('CAFE')).toEqual(['cafe']);
      expect(await find('bowls')).toEqual(['cafe']);
    });

    it('are found joined and split', async () => {
      await subject.change(product('cable', 'USB-C Cable'), product('drive', 'Drive 500GB'));
      expect(await find('usbc')).toEqual(['cable']);
      expect(await find('usb c')).toEqual(['cable']);
      expect(await find('500 gb')).toEqual(['drive']);
      await subject.change(product('towel', 'Tea Towel'), product('notes', 'Notebook'));
      expect(await find('teatowel')).toEqual(['towel']);
      expect((await find('note book'))[0]).toBe('notes');
    });

    it('are found by their beginnings, the one that is typed', async () => {
      await subject.change(product('jacket', 'Leather Jacket'), product('lamp', 'Lamp'));
      expect(await find('leather jac')).toEqual(['jacket']);
      expect(await find('j')).toEqual(['jacket']);
    });

    it('inside a run of a script without blanks are found', async () => {
      await subject.change(
        product('calendar', '東京都美術館カレンダー', { language: 'ja' }),
        product('tape', '和紙テープ', { language: 'ja' }),
      );
      expect(await find('美術館', { language: 'ja' })).toEqual(['calendar']);
      expect(await find('和紙', { language: 'ja' })).toEqual(['tape']);
    });

    it('that are all there come before some of them, and one that nothing has is passed over', async () => {
      await subject.change(
        product('both', 'Lamp for a table, blue'),
        product('one', 'Blue Blue Mug'),
        product('none', 'Chair'),
      );
      expect(await find('blue lamp')).toEqual(['both', 'one']);
      expect(await find('porcelain lamp')).toEqual(['both']);
      expect(await find('porcelain')).toEqual([]);
    });

    it('that are spread over fields are found together', async () => {
      await subject.change(
        product('mug', 'Mug', { vendor: 'Harrow & Pine', tags: ['stoneware'] }),
        product('bowl', 'Bowl', { vendor: 'Harrow & Pine' }),
      );
      expect((await find('harrow stoneware'))[0]).toBe('mug');
    });
  });

  describe('a wrong letter', () => {
    it.each([
      ['jackte', 'two changed places'],
      ['jakket', 'one is wrong'],
      ['jaket', 'one is missing'],
      ['jaccket', 'one is too many'],
    ])('in %s is forgiven: %s', async (q) => {
      await subject.change(product('jacket', 'Rain Jacket'), product('lamp', 'Lamp'));
      expect(await find(q)).toEqual(['jacket']);
    });

    it('in a short word is not', async () => {
      await subject.change(product('mug', 'Mug'));
      expect(await find('mog')).toEqual([]);
    });

    it('never puts what it finds before what has the word', async () => {
      const often = { type: 'Stable', tags: ['stable'], units: 100_000 };
      await subject.change(
        product('corrected', 'Stable Stable', often),
        product('exact', 'Barn', { description: 'It is a staple of the village.' }),
      );
      expect((await find('staple'))[0]).toBe('exact');
      expect((await find('stable'))[0]).toBe('corrected');
    });
  });

  describe('an identifier', () => {
    it('is found whole, first, and by its beginning', async () => {
      await subject.change(
        product('long', 'Cable', { identifiers: ['CBL-20418-BLK', '4006381333931'] }),
        product('short', 'Hub', { identifiers: ['CBL-20418'] }),
        product('named', 'Cable CBL 20418 CBL 20418'),
      );
      expect((await find('cbl-20418'))[0]).toBe('short');
      expect(await find('CBL-204')).toEqual(expect.arrayContaining(['long', 'short']));
      expect(await find('4006381333931')).toEqual(['long']);
    });

    it('is not corrected', async () => {
      await subject.change(product('one', 'Cable', { identifiers: ['ABCDEFGH'] }));
      expect(await find('ABCDEFGX')).toEqual([]);
    });
  });

  describe('what is typed', () => {
    it.each([
      ['"mug"'],
      ['mug*'],
      ['mug OR'],
      ['(mug'],
      ['mug AND'],
      ['-mug'],
      ['title:mug'],
      ['mug^9'],
      ['NEAR(mug, 2)'],
      ['mug~1'],
      ['/mug/'],
      ['{mug}'],
      ["mug'--"],
      ['mug\u0000'],
      ['\\mug'],
      ['mug%'],
      ['[* TO mug]'],
    ])('is words, never syntax: %j', async (q) => {
      await subject.change(product('mug', 'Mug'), product('lamp', 'Lamp'));
      expect(await find(q)).toEqual(['mug']);
    });

    it.each([
      ['a thousand characters', 'x'.repeat(1000)],
      ['two hundred words', Array.from({ length: 200 }, (_, n) => `word${n}`).join(' ')],
      ['signs alone', '?! "" ()'],
      ['control characters', '\u0001\u0002\u001f\u007f'],
    ])('may be %s, and finds nothing', async (_name, q) => {
      await subject.change(product('mug', 'Mug'));
      const { hits, total } = await search(q);
      expect([hits, total]).toEqual([[], 0]);
    });

    it('may be long, in any script and with everything that means the same, and finds what it begins with', async () => {
      await subject.change(product('mug', 'Mug'), product('museum', '東京都美術館', { language: 'ja' }));
      const words = Array.from({ length: 60 }, (_, n) => `usb-${n}-c${n}`).join(' ');
      const synonyms = [['mug', ...Array.from({ length: 30 }, (_, n) => `cup number-${n} of-${n}-many`)]];
      await subject.change(product('all', `Mug ${words}`));
      expect((await find(`mug ${words}`, { synonyms }))[0]).toBe('all');
      expect(await find(`美術館${'国立近代工芸館記念講演会'.repeat(15)}`, { language: 'ja' })).toEqual(['museum']);
    });

    it('may be nothing: then everything of its kind is there, what sells most first', async () => {
      await subject.change(
        product('few', 'A', { units: 1 }),
        product('many', 'B', { units: 9 }),
        product('none', 'C'),
        entry('text', 'D'),
      );
      expect(await find('  ')).toEqual(['many', 'few', 'none']);
      expect(await find('', { kind: 'entry' })).toEqual(['text']);
    });
  });

  describe('synonyms', () => {
    it('are found in the place of each other, words and phrases, also in a circle', async () => {
      const synonyms = [
        ['sofa', 'couch', 'two seater'],
        ['couch', 'settee'],
        ['settee', 'sofa'],
      ];
      await subject.change(
        product('sofa', 'Sofa in green'),
        product('couch', 'Couch in blue'),
        product('seater', 'Two Seater in red'),
        product('lamp', 'Lamp'),
      );
      expect((await find('couch', { synonyms })).toSorted()).toEqual(['couch', 'seater', 'sofa']);
      expect((await find('two seater', { synonyms })).toSorted()).toEqual(['couch', 'seater', 'sofa']);
      expect((await find('green couch', { synonyms }))[0]).toBe('sofa');
    });
  });

  describe('filters', () => {
    beforeEach(() =>
      subject.change(
        product('blue', 'Blue Mug', {
          vendor: 'Harrow & Pine',
          type: 'Kitchen',
          tags: ['Gift', 'stoneware'],
          collections: ['summer'],
          options: { Colour: ['Blue'], Size: ['S', 'M'] },
          price: 1200,
        }),
        product('red', 'Red Mug', {
          vendor: 'Otter',
          type: 'Kitchen',
          tags: ['gift'],
          options: { colour: ['red', 'Blue'] },
          price: 900,
          available: false,
        }),
        product('lamp', 'Lamp', { vendor: 'Otter', type: 'Home', collections: ['summer', 'sale'], price: 4000 }),
      ),
    );

    it('leave what has one of the values of each field', async () => {
      expect(await filtered({ vendor: ['Otter'] })).toEqual(['lamp', 'red']);
      expect(await filtered({ vendor: ['otter', 'HARROW & PINE'] })).toEqual(['blue', 'lamp', 'red']);
      expect(await filtered({ vendor: ['Otter'], type: ['Kitchen'] })).toEqual(['red']);
      expect(await filtered({ tag: ['gift'] })).toEqual(['blue', 'red']);
      expect(await filtered({ collection: ['sale'] })).toEqual(['lamp']);
      expect(await filtered({ options: { COLOUR: ['blue'], Size: ['M'] } })).toEqual(['blue']);
      expect(await filtered({ vendor: ['Otter'] }, 'mug')).toEqual(['red']);
    });

    it('of prices include both ends', async () => {
      expect(await filtered({ price: { min: 900, max: 1200 } })).toEqual(['blue', 'red']);
      expect(await filtered({ price: { min: 1201 } })).toEqual(['lamp']);
      expect(await filtered({ price: { max: 899 } })).toEqual([]);
    });

    it('of availability work both ways', async () => {
      expect(await filtered({ available: true })).toEqual(['blue', 'lamp']);
      expect(await filtered({ available: false })).toEqual(['red']);
    });

    it('by a value that nothing has find nothing', async () => {
      expect(await filtered({ vendor: ['Nobody'] })).toEqual([]);
      expect(await filtered({ options: { Nothing: ['x'] } })).toEqual([]);
      expect(await filtered({ tag: ['gift" OR vendor:"Otter'] })).toEqual([]);
    });

    it('are counted by, each facet without its own filter, spellings of one value as one', async () => {
      const { facets, total } = await search('', { filters: { vendor: ['Otter'], options: { Colour: ['Red'] } } });
      expect(total).toBe(1);
      expect(facets.vendor).toEqual([{ value: 'Otter', count: 1 }]);
      expect(facets.type).toEqual([{ value: 'Kitchen', count: 1 }]);
      expect(facets.options.map(({ name }) => name.toLowerCase())).toEqual(['colour']);
      expect(facets.options[0]?.values).toEqual([
        { value: 'Blue', count: 1 },
        { value: 'red', count: 1 },
      ]);
      const all = (await search('')).facets;
      expect(all.tags.map(({ value, count }) => [value.toLowerCase(), count])).toEqual([
        ['gift', 2],
        ['stoneware', 1],
      ]);
      expect(all.collections).toEqual([
        { value: 'summer', count: 2 },
        { value: 'sale', count: 1 },
      ]);
      expect([all.price, all.available]).toEqual([{ min: 900, max: 4000 }, 2]);
    });

    it('count prices and availability without their own', async () => {
      const { facets, total } = await search('', { filters: { price: { max: 1000 }, available: true } });
      expect([total, facets.price, facets.available]).toEqual([0, { min: 1200, max: 4000 }, 0]);
      expect((await search('', { filters: { available: false } })).facets.available).toBe(2);
    });
  });

  describe('the clock', () => {
    it('shows, and prices, as of the moment', async () => {
      await subject.change(
        product('soon', 'Mug soon', { visibleFrom: '2026-06-02T00:00:00.000Z' }),
        product('now', 'Mug now', {
          visibleUntil: '2026-06-03T00:00:00.000Z',
          price: 1000,
          flips: [['2026-06-02T12:00:00.000Z', 500]],
        }),
      );
      expect(await find('mug')).toEqual(['now']);
      expect((await find('mug', { at: '2026-06-02T00:00:00.000Z' })).toSorted()).toEqual(['now', 'soon']);
      expect(await find('mug', { at: '2026-06-03T00:00:00.000Z' })).toEqual(['soon']);
      const cheap = { filters: { price: { max: 600 } } };
      expect(await find('mug', cheap)).toEqual([]);
      expect(await find('mug', { ...cheap, at: '2026-06-02T12:00:00.000Z' })).toEqual(['now']);
      expect((await search('mug', { at: '2026-06-02T12:00:00.000Z' })).facets.price).toEqual({ min: 500, max: 1000 });
    });

    it('is told: what comes next, and what goes next', async () => {
      await subject.change(
        product('soon', 'Mug soon', { visibleFrom: '2026-06-02T00:00:00.000Z' }),
        product('now', 'Mug now', {
          visibleUntil: '2026-06-05T00:00:00.000Z',
          flips: [['2026-06-03T00:00:00.000Z', 500]],
        }),
        product('lamp', 'Lamp', { visibleUntil: '2026-06-01T13:00:00.000Z' }),
      );
      expect((await search('mug')).flips).toEqual([
        { at: '2026-06-02T00:00:00.000Z', takesAway: false },
        { at: '2026-06-03T00:00:00.000Z', takesAway: true },
      ]);
      expect((await search('mug', { at: '2026-06-04T00:00:00.000Z' })).flips).toEqual([
        { at: '2026-06-05T00:00:00.000Z', takesAway: true },
      ]);
    });
  });

  describe('sorting', () => {
    beforeEach(() =>
      subject.change(
        product('b', 'Mug B', {
          price: 300,
          createdAt: '2026-02-01T00:00:00.000Z',
          flips: [['2026-07-01T00:00:00.000Z', 50]],
        }),
        product('a', 'mug a', { price: 200, createdAt: '2026-03-01T00:00:00.000Z' }),
        product('c', 'Mug Ç', { price: 100, createdAt: '2026-01-01T00:00:00.000Z' }),
      ),
    );

    it.each([
      ['newest', ['a', 'b', 'c']],
      ['price-asc', ['c', 'a', 'b']],
      ['price-desc', ['b', 'a', 'c']],
      ['title', ['a', 'b', 'c']],
    ] as const)('by %s', async (sort, expected) => {
      expect(await find('mug', { sort })).toEqual(expected);
      expect(await find('', { sort })).toEqual(expected);
    });

    it('by price goes by the price of the moment', async () => {
      expect(await find('mug', { sort: 'price-asc', at: '2026-07-01T00:00:00.000Z' })).toEqual(['b', 'c', 'a']);
    });
  });

  describe('pages', () => {
    const pagesOf = async (q: string, more: Partial<SearchInput>): Promise<string[][]> => {
      const pages: string[][] = [];
      let after: Found['next'];
      do {
        const found = await search(q, { ...more, limit: 3, after });
        pages.push(idsOf(found.hits));
        after = found.next;
      } while (after);
      return pages;
    };

    it.each(['relevance', 'newest', 'price-asc', 'price-desc', 'title'] as const)(
      'by %s follow each other without gap or repeat',
      async (sort) => {
        const titles = ['Pot', 'Pot of tea', 'Pot', 'Tea pot', 'Pot', 'Pots', 'Big pot'];
        await subject.change(
          ...titles.map((title, n) => product(`p${n}`, title, { price: 100 * (n % 2), units: n % 3 })),
        );
        for (const q of ['pot', '']) {
          const pages = await pagesOf(q, { sort });
          expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
          expect(pages.flat()).toEqual(await find(q, { sort }));
        }
      },
    );

    it('go on when the last hit of the page before is gone', async () => {
      await subject.change(...['a', 'b', 'c', 'd'].map((id) => product(id, `Pot ${id}`)));
      const first = await search('', { sort: 'title', limit: 2 });
      expect(idsOf(first.hits)).toEqual(['a', 'b']);
      await subject.change({ gone: 'b' });
      expect(await find('', { sort: 'title', after: first.next })).toEqual(['c', 'd']);
    });

    it('leave out what is pinned in front of them, and count it', async () => {
      await subject.change(product('a', 'Pot A'), product('b', 'Pot B'));
      const { hits, total } = await search('pot', { without: ['a', 'not there'] });
      expect([idsOf(hits), total]).toEqual([['b'], 2]);
    });
  });

  describe('ids', () => {
    it('answer what is there and shown', async () => {
      await subject.change(
        product('a', 'A'),
        product('late', 'B', { visibleFrom: '2027-01-01T00:00:00.000Z' }),
        entry('e', 'E'),
      );
      const found = await (await subject.searcher()).byIds(['e', 'late', 'none', 'a'], NOON);
      expect([...found.keys()].toSorted()).toEqual(['a', 'e']);
      expect(found.get('a')).toMatchObject({ kind: 'product', product: { title: 'A' } });
    });
  });

  describe('completions', () => {
    const suggest = async (q: string) =>
      (await (await subject.searcher()).suggest({ q, language: 'en', limit: 5, at: NOON })).phrases;

    it('are titles, types, vendors and collections, of what sells most first', async () => {
      await subject.change(
        product('mugs', 'Muguet', { units: 5, vendor: 'Mugdock', type: 'Mugs', collections: ['mug-season'] }),
        product('mug', 'The Everyday Mug', { units: 1 }),
      );
      expect(await suggest('mug')).toEqual(['Muguet', 'Mugdock', 'Mugs', 'mug season', 'The Everyday Mug']);
      expect(await suggest('everyday m')).toEqual(['The Everyday Mug']);
      expect(await suggest('?!')).toEqual([]);
    });

    it('of what is misspelt are the titles of what is found', async () => {
      await subject.change(product('jacket', 'Rain Jacket'));
      expect(await suggest('jackte')).toEqual(['Rain Jacket']);
    });

    it('name nothing that is not shown', async () => {
      await subject.change(product('late', 'Secret Mug', { visibleFrom: '2027-01-01T00:00:00.000Z' }));
      expect(await suggest('sec')).toEqual([]);
    });
  });

  describe('changes', () => {
    it('replace, remove and bring back; a repeat changes nothing', async () => {
      const mug = (title: string): SearchDocument => product('mug', title);
      await subject.change(mug('Everyday Mug'));
      await subject.change(mug('Everyday Beaker'));
      expect([await find('mug'), await find('beaker')]).toEqual([[], ['mug']]);
      await subject.change(mug('Everyday Beaker'));
      expect((await search('beaker')).total).toBe(1);
      await subject.change({ gone: 'mug' });
      await subject.change({ gone: 'mug' }, { gone: 'never there' });
      expect(await find('everyday')).toEqual([]);
      await subject.change(mug('Everyday Mug'));
      expect((await search('everyday')).total).toBe(1);
    });
  });
});
