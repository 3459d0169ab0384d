import { beforeEach, describe, expect, it } from 'vitest';
import type { SearchDocument } from '../document.ts';
import { asked, document, entry, found, NOON, newPath, stored } from './fixtures/documents.ts';
import { createIndexFile, type IndexFile } from './index-file.ts';

let index: IndexFile;
beforeEach(() => {
  index = createIndexFile(newPath());
  index.apply(
    stored(
      document('mug', 'The Everyday Mug', { vendor: 'Harrow & Pine', type: 'Kitchen', tags: ['stoneware', 'gift'] }),
      document('rack', 'Rack', { vendor: 'Harrow & Pine', type: 'Kitchen', tags: ['mug', 'wood'] }),
      document('press', 'Café Press', { vendor: 'Bodum', type: 'Kitchen', tags: ['coffee', 'gift'] }),
      document('jacket', 'Leather Jacket', { vendor: 'Ridge', type: 'Coats', tags: ['leather'] }),
      document('jersey', 'Blue Jersey', { vendor: 'Ridge', type: 'Tops', tags: ['cotton', 'gift'] }),
    ),
  );
  return () => index.close();
});
const find = (q: string, more: Parameters<typeof asked>[1] = {}): string[] => found(index, q, more);
const put = (...documents: readonly SearchDocument[]): void => index.apply(stored(...documents));
const suggest = (q: string, limit = 10, at = NOON): readonly string[] =>
  index.suggest({ q, language: 'en', limit, at }).phrases;

describe('ranking', () => {
  it('puts a word of the title above one of the tags', () => {
    expect(find('mug')).toEqual(['mug', 'rack']);
  });

  it('puts the whole word above one that only begins with it', () => {
    put(document('pressure', 'Pressure Cooker', { type: 'Pressure', tags: ['pressure'], units: 10_000 }));
    expect(find('press')).toEqual(['press', 'pressure']);
  });

  it('puts what has every word above what has any, wherever they stand', () => {
    expect(find('harrow mug').slice(0, 2)).toEqual(['mug', 'rack']);
    expect(find('harrow stoneware')).toEqual(['mug', 'rack']);
    expect(find('harrow leather').toSorted()).toEqual(['jacket', 'mug', 'rack']);
  });

  it('does not go on to any of the words where a page of hits has all', () => {
    put(
      ...Array.from({ length: 20 }, (_, n) => document(`pot-${n}`, `Copper Pot ${n}`)),
      document('wire', 'Copper Wire'),
    );
    expect(index.search(asked('copper pot')).total).toBe(20);
    expect(index.search(asked('copper pot', { filters: { vendor: ['nobody'] } })).total).toBe(0);
  });

  it('finds by beginnings of words', () => {
    expect(find('leather jack')).toEqual(['jacket']);
    expect(find('j').toSorted()).toEqual(['jacket', 'jersey']);
    expect(find('je')).toEqual(['jersey']);
    expect(find('tone')).toEqual([]);
  });

  it('finds inflected words, and irregular ones', () => {
    put(document('knives', 'Kitchen Knives'), document('shelf', 'Bookshelf'), document('bags', 'Shopping Bags'));
    expect(find('knife')).toEqual(['knives']);
    expect(find('bookshelves')).toEqual(['shelf']);
    expect(find('shopped bag')).toEqual(['bags']);
  });

  it('does not mind accents, case and width', () => {
    for (const q of ['cafe', 'CAFÉ', 'ｃａｆé', 'cafe\u0301']) expect(find(q)).toEqual(['press']);
  });

  it('finds what is written joined, split or with a sign by each of them', () => {
    put(
      document('a', 'USB-C cable'), document('b', 'USBC cable'), document('c', 'USB C cable'),
      document('t', 'T-shirt'), document('iphone', 'Case for iPhone 8'), document('disk', 'Disk 500GB'),
      document('towel', 'Tea towel'), document('model', 'Notebook dv7-1211ea'), document('size', 'Bolt 16-07'),
    ); // biome-ignore format: a list
    for (const q of ['usbc', 'usb c', 'USB-C']) expect(find(q).toSorted()).toEqual(['a', 'b', 'c']);
    for (const q of ['tshirt', 't shirt', 'T-Shirts', 't/shirt']) expect(find(q)[0]).toBe('t');
    for (const q of ['iphone8', 'iphone 8', 'iPhone-8']) expect(find(q)[0]).toBe('iphone');
    for (const q of ['500 gb', '500gb']) expect(find(q)[0]).toBe('disk');
    for (const q of ['teatowel', 'tea towels']) expect(find(q)[0]).toBe('towel');
    for (const q of ['dv7-1211ea', 'dv71211ea', 'DV7 1211EA', 'dv7']) expect(find(q)[0]).toBe('model');
    for (const q of ['16-07', '1607']) expect(find(q)[0]).toBe('size');
  });

  it('finds a word inside a run of a script without blanks', () => {
    put(document('run', '日本語の抹茶茶碗', { language: 'ja' }), document('words', '抹茶 茶碗', { language: 'ja' }));
    put(document('bag', 'กระเป๋าหนังแท้', { language: 'th' }), document('glass', 'ガラスコップ', { language: 'ja' }));
    for (const q of ['抹茶', '抹茶茶碗', '茶碗', '碗'])
      expect(find(q, { language: 'ja' }).toSorted()).toEqual(['run', 'words']);
    expect(find('หนัง', { language: 'th' })).toEqual(['bag']);
    // ガ is カ with a mark, and another letter.
    expect(find('カラス', { language: 'ja' })).toEqual([]);
  });

  it('puts an identifier first that is the query, and finds it by its beginning', () => {
    put(document('blk', 'Lamp', { identifiers: ['FG-1234-BLK', '4006381333931'] }), document('word', 'FG 1234 BLK'));
    expect(find('FG-1234-BLK')[0]).toBe('blk');
    expect(find('fg1234blk')[0]).toBe('blk');
    for (const q of ['FG-12', 'fg1234', '4006381', '4006381333931']) expect(find(q)).toContain('blk');
    expect(find('4006381333932')).toEqual([]);
  });

  it('forgives one letter of a word of five or more, and none of a shorter one', () => {
    for (const q of ['lether', 'leatherr', 'laether', 'leathes', 'eather']) expect(find(q)).toEqual(['jacket']);
    expect(find('jackte')).toEqual(['jacket']);
    expect(find('letter')).toEqual([]);
    expect(find('mog')).toEqual([]);
  });

  it('puts what has a word behind nothing that has another one, however often', () => {
    const often = { type: 'Stable', vendor: 'Stable', tags: ['stable'], description: 'stable stable', units: 100_000 };
    put(
      document('other', 'Stable Stable', often),
      document('exact', 'Barn', { description: 'as a staple of the village' }),
    );
    expect(find('staple')).toEqual(['exact', 'other']);
    expect(find('staple zebra')).toEqual(['exact', 'other']);
    expect(find('staples')).toEqual(['exact']);
  });

  it('puts what was sold more first where products are alike, then goes by title', () => {
    put(...['c', 'a', 'b'].map((letter) => document(`x-${letter}`, `Zinnia ${letter}`)));
    expect(find('zinnia')).toEqual(['x-a', 'x-b', 'x-c']);
    put(document('x-c', 'Zinnia c', { units: 3 }));
    expect(find('zinnia')).toEqual(['x-c', 'x-a', 'x-b']);
  });

  it('takes synonyms for words and for phrases, and ends where sets make a circle', () => {
    const synonyms = [['jumper', 'jersey', 'sweater'], ['espresso maker', 'press'], ['sweater', 'pullover'], ['pullover', 'jumper']]; // biome-ignore format: sets
    expect(find('blue sweaters', { synonyms })[0]).toBe('jersey');
    expect(find('espresso maker', { synonyms })).toEqual(['press']);
    expect(find('cafe espresso makers', { synonyms })).toEqual(['press']);
    expect(find('sweater')).toEqual([]);
  });

  it('lists everything for a blank query, what sells most first, and finds nothing for signs alone', () => {
    put(document('jersey', 'Blue Jersey', { units: 7 }));
    expect(find(' \n')).toEqual(['jersey', 'press', 'jacket', 'rack', 'mug']);
    expect(find('?!')).toEqual([]);
  });

  it('finds entries and products apart', () => {
    put(entry('story', 'How a mug is made'));
    expect(find('mug', { kind: 'entry' })).toEqual(['story']);
    expect(find('mug')).toEqual(['mug', 'rack']);
    expect(find('', { kind: 'entry' })).toEqual(['story']);
  });
});

describe('changes', () => {
  it('replace what a product was found by', () => {
    put(document('mug', 'The Everyday Beaker'));
    expect(find('beaker')).toEqual(['mug']);
    expect(find('mug')).toEqual(['rack']);
  });

  it('take a product out, and bring it back', () => {
    const gone = { id: 'mug', document: undefined };
    index.apply([gone]);
    index.apply([gone, gone]);
    expect(find('mug')).toEqual(['rack']);
    expect(index.count()).toBe(4);
    put(document('mug', 'The Everyday Mug'));
    expect(find('everyday')).toEqual(['mug']);
  });

  it('take effect in the order in which they are named', () => {
    index.apply([
      ...stored(document('pan', 'Pan')),
      { id: 'pan', document: undefined },
      ...stored(document('pan', 'Wok')),
    ]);
    expect(find('wok')).toEqual(['pan']);
    expect(find('pan')).toEqual([]);
  });

  it('are listed by their ids', () => {
    expect(index.ids(undefined, 3)).toEqual(['jacket', 'jersey', 'mug']);
    expect(index.ids('mug', 3)).toEqual(['press', 'rack']);
  });

  it('are all there or none, where one cannot be stored', () => {
    const broken = { ...document('pan', 'Copper Pan'), title: undefined as never };
    expect(() =>
      index.apply([...stored(document('pot', 'Copper Pot', { vendor: 'New' })), { id: 'pan', document: broken }]),
    ).toThrow();
    expect(find('copper')).toEqual([]);
    put(document('pot', 'Copper Pot', { vendor: 'New' }));
    expect(find('copper', { filters: { vendor: ['new'] } })).toEqual(['pot']);
  });
});

describe('pages', () => {
  const walk = (more: Parameters<typeof asked>[1], between: () => void = () => {}): string[] => {
    const seen: string[] = [];
    for (let page = index.search(asked('pot', { limit: 3, ...more })); ; ) {
      seen.push(...page.hits.map((hit) => (hit.kind === 'product' ? hit.product.id : '')));
      if (!page.next) return seen;
      between();
      page = index.search(asked('pot', { limit: 3, ...more, after: page.next }));
    }
  };
  const pots = Array.from({ length: 7 }, (_, n) =>
    document(`pot-${n}`, `Pot ${n}`, {
      createdAt: `2026-01-0${1 + (n % 3)}T00:00:00.000Z`,
      shown: { priceRange: { min: { amount: 100 * (n % 4), currency: 'EUR' }, max: { amount: 900, currency: 'EUR' } } },
    }),
  );

  it('follow each other without gap or repeat, by every sort', () => {
    put(...pots);
    expect(walk({})).toEqual(['pot-0', 'pot-1', 'pot-2', 'pot-3', 'pot-4', 'pot-5', 'pot-6']);
    expect(walk({ sort: 'title' })).toEqual(['pot-0', 'pot-1', 'pot-2', 'pot-3', 'pot-4', 'pot-5', 'pot-6']);
    expect(walk({ sort: 'price-asc' })).toEqual(['pot-0', 'pot-4', 'pot-1', 'pot-5', 'pot-2', 'pot-6', 'pot-3']);
    expect(walk({ sort: 'price-desc' })).toEqual(['pot-3', 'pot-2', 'pot-6', 'pot-1', 'pot-5', 'pot-0', 'pot-4']);
    expect(walk({ sort: 'newest' })).toEqual(['pot-2', 'pot-5', 'pot-1', 'pot-4', 'pot-0', 'pot-3', 'pot-6']);
  });

  it('go on where a page ended when its last product is gone', () => {
    for (const sort of ['relevance', 'title', 'price-asc', 'newest'] as const) {
      put(...pots);
      const first = index.search(asked('pot', { limit: 3, sort }));
      const rest = found(index, 'pot', { sort }).slice(3);
      index.apply([{ id: first.next?.id ?? '', document: undefined }]);
      expect(found(index, 'pot', { sort, after: first.next })).toEqual(rest);
    }
  });

  it('leave out pinned products, and count them', () => {
    put(...pots);
    const { total, hits } = index.search(asked('pot', { without: ['pot-1', 'nothing'] }));
    expect([total, hits.length]).toEqual([7, 6]);
    expect(walk({ without: ['pot-1', 'pot-6'] })).toEqual(['pot-0', 'pot-2', 'pot-3', 'pot-4', 'pot-5']);
    expect([...index.byIds(['pot-1', 'nothing'], NOON).keys()]).toEqual(['pot-1']);
  });
});

describe('facets and filters', () => {
  const facets = (q: string, filters: NonNullable<Parameters<typeof asked>[1]>['filters'] = {}) =>
    index.search(asked(q, { filters, limit: 1 })).facets;

  it('count the matches by value', () => {
    expect(facets('gift')).toEqual({
      vendor: [{ value: 'Bodum', count: 1 }, { value: 'Harrow & Pine', count: 1 }, { value: 'Ridge', count: 1 }],
      type: [{ value: 'Kitchen', count: 2 }, { value: 'Tops', count: 1 }],
      tags: [
        { value: 'gift', count: 3 }, { value: 'coffee', count: 1 }, { value: 'cotton', count: 1 },
        { value: 'stoneware', count: 1 },
      ],
      collections: [],
      options: [],
      price: { min: 1200, max: 1200 },
      available: 3,
    }); // biome-ignore format: facets
  });

  it('narrow by exact values, and still count what else could be chosen', () => {
    const filters = { type: ['kitchen'], vendor: ['BODUM'] };
    expect(find('gift', { filters })).toEqual(['press']);
    expect(facets('gift', filters).vendor).toEqual([{ value: 'Bodum', count: 1 }, { value: 'Harrow & Pine', count: 1 }]); // biome-ignore format: facets
    expect(facets('gift', filters).type).toEqual([{ value: 'Kitchen', count: 1 }]);
    expect(facets('gift', filters).tags.map(({ value }) => value)).toEqual(['coffee', 'gift']);
  });

  it('take any value of a field, and all fields', () => {
    expect(find('gift', { filters: { vendor: ['bodum', 'ridge'] } }).toSorted()).toEqual(['jersey', 'press']);
    expect(find('gift', { filters: { vendor: ['bodum', 'ridge'], tag: ['cotton'] } })).toEqual(['jersey']);
    expect(find('', { filters: { vendor: [] } }).length).toBe(5);
  });

  it('take a value and not a beginning of one', () => {
    expect(find('gift', { filters: { type: ['Kitch'] } })).toEqual([]);
    expect(find('gift', { filters: { vendor: ['nobody'] } })).toEqual([]);
  });

  it('know options, collections, prices and what is available', () => {
    const priced = (amount: number, available = true) => ({
      available,
      priceRange: { min: { amount, currency: 'EUR' }, max: { amount, currency: 'EUR' } },
    });
    put(
      document('red', 'Cap', { options: { Colour: ['Red', 'Blue'], Size: ['S'] }, collections: ['summer-sale'], shown: priced(500) }),
      document('blue', 'Cap', { options: { colour: ['BLUE'] }, shown: priced(900, false) }),
      document('plain', 'Cap', { shown: priced(1900) }),
    ); // biome-ignore format: a list
    expect(find('cap', { filters: { options: { Colour: ['blue'] } } }).toSorted()).toEqual(['blue', 'red']);
    expect(find('cap', { filters: { options: { Colour: ['blue'], Size: ['s'] } } })).toEqual(['red']);
    expect(find('cap', { filters: { collection: ['summer-sale'] } })).toEqual(['red']);
    expect(find('cap', { filters: { price: { min: 500, max: 900 } } }).toSorted()).toEqual(['blue', 'red']);
    expect(find('cap', { filters: { price: { min: 901 } } })).toEqual(['plain']);
    expect(find('cap', { filters: { available: false } })).toEqual(['blue']);
    const { options, price, available } = facets('cap', { options: { Colour: ['Red'] }, price: { max: 600 } });
    expect(options[0]).toEqual({ name: 'Colour', values: [{ value: 'Blue', count: 1 }, { value: 'Red', count: 1 }] }); // biome-ignore format: facets
    expect([price, available]).toEqual([{ min: 500, max: 500 }, 1]);
  });

  it('answer 20 values, those of the same count by their names', () => {
    const names = Array.from({ length: 300 }, (_, n) => `tag ${String((n * 7) % 300).padStart(3, '0')}`);
    put(...names.map((tag, n) => document(`t-${n}`, 'Tagged', { tags: [tag, 'every'] })));
    const values = facets('tagged').tags.map(({ value }) => value);
    expect(values).toEqual(['every', ...[...names].sort().slice(0, 19)]);
  });
});

describe('completions', () => {
  it('are titles, types, vendors and collections as they are written', () => {
    put(document('towel', 'Towel', { collections: ['beach-days'] }));
    expect(suggest('caf')).toEqual(['Café Press']);
    expect(suggest('har')).toEqual(['Harrow & Pine']);
    expect(suggest('pin')).toEqual(['Harrow & Pine']);
    expect(suggest('ki')).toEqual(['Kitchen']);
    expect(suggest('beach d')).toEqual(['beach days']);
  });

  it('are titles when what was typed is spread over fields, or misspelt', () => {
    expect(suggest('ridge leat')).toEqual(['Leather Jacket']);
    expect(suggest('lether')).toEqual(['Leather Jacket']);
  });

  it('come once each, what sells most first, and no more than asked for', () => {
    put(...Array.from({ length: 20 }, (_, n) => document(`lamp-${n}`, n < 10 ? 'Lamp' : `Lamp ${n}`)));
    expect(suggest('lam').length).toBe(10);
    expect(suggest('lam', 1)).toEqual(['Lamp']);
    expect(suggest('nothing')).toEqual([]);
    expect(suggest('?')).toEqual([]);
  });
});

describe('what is shown for a time', () => {
  const [before, from, within, until] = ['11:59:59.999', '12:00:00.000', '12:30:00.000', '13:00:00.000'].map(
    (time) => `2026-06-01T${time}Z`,
  ) as [string, string, string, string];
  beforeEach(() =>
    put(
      document('pan', 'Copper Pan', { vendor: 'Forge', shown: { visibleFrom: from, visibleUntil: until } }),
      document('lid', 'Copper Lid', { vendor: 'Hammer' }),
    ),
  );

  it('is found from its beginning on and until just before its end, and counted, and completes, only then', () => {
    const seen = (at: string) => {
      const { hits, total, facets } = index.search(asked('copper', { at }));
      return [hits.length, total, facets.vendor.length, suggest('copp', 9, at).length, index.byIds(['pan'], at).size];
    };
    expect([before, from, within, until].map(seen)).toEqual([
      [1, 1, 1, 1, 0],
      [2, 2, 2, 2, 1],
      [2, 2, 2, 2, 1],
      [1, 1, 1, 1, 0],
    ]);
    expect(find('copper', { filters: { vendor: ['forge'] }, at: before })).toEqual([]);
  });

  it('tells when an answer changes, also one that it is not on yet', () => {
    const flips = (at: string) => index.search(asked('copper', { limit: 1, at })).flips;
    expect(flips(before)).toEqual([
      { at: from, takesAway: false },
      { at: until, takesAway: true },
    ]);
    expect(flips(within)).toEqual([{ at: until, takesAway: true }]);
    expect(flips(until)).toEqual([]);
    expect(index.suggest({ q: 'copp', language: 'en', limit: 9, at: within }).flips).toEqual([
      { at: until, takesAway: true },
    ]);
  });

  it('is sorted, filtered and counted by the price that counts then', () => {
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    const flip = (at: string, amount: number) => ({
      from: at,
      priceRange: { min: eur(amount), max: eur(amount) },
      compareAtPrice: null,
    });
    put(document('lid', 'Copper Lid', { shown: { flips: [flip('', 1300), flip(from, 800)] } }));
    put(document('pan', 'Copper Pan'));
    const seen = (at: string) => [
      find('copper', { sort: 'price-asc', at }),
      find('copper', { filters: { price: { max: 1000 } }, at }),
      index.search(asked('copper', { at })).facets.price,
    ];
    expect(seen(before)).toEqual([['pan', 'lid'], [], { min: 1200, max: 1300 }]);
    expect(seen(from)).toEqual([['lid', 'pan'], ['lid'], { min: 800, max: 1200 }]);
    expect(index.search(asked('copper', { at: before })).flips).toEqual([{ at: from, takesAway: true }]);
  });
});
