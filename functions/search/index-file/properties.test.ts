import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { SearchDocument } from '../document.ts';
import { type SearchInput, sorts } from '../engine.ts';
import { asked, document, found, NOON, newPath, stored } from './fixtures/documents.ts';
import { createIndexFile, type IndexFile, openIndexFile } from './index-file.ts';
import { sealIndexFile } from './seal.ts';

const open: IndexFile[] = [];
afterEach(() => {
  for (const file of open.splice(0)) file.close();
});
const made = (...documents: readonly SearchDocument[]): IndexFile => {
  const file = createIndexFile(newPath());
  open.push(file);
  file.apply(stored(...documents));
  return file;
};

/** Words that are near each other, inflected, joined, of several scripts. */
const words = [
  'leather', 'lether', 'jacket', 'jackets', 'racket', 'packet', 'knife', 'knives', 'usb-c', 'usbc', '500gb', 'café', 'mug',
  'stable', 'staple', '抹茶茶碗', '抹茶', 'ruck', 'rucksack', '茶碗',
]; // biome-ignore format: a list
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(' '));
const documents = (most: number) =>
  fc
    .array(
      fc.record({
        title: text,
        description: fc.oneof(fc.constant(''), text),
        vendor: fc.constantFrom(null, 'Ridge', 'RIDGE', 'Bodum'),
        tags: fc.subarray(['gift', 'Gift', 'new', 'wood']),
        units: fc.nat(50),
        language: fc.constantFrom('en', 'de', 'ja'),
        amount: fc.nat(5000),
        available: fc.boolean(),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((some) =>
      some.map(({ title, amount, available, ...more }, n) => {
        const price = { amount, currency: 'EUR' };
        return document(`p-${n}`, title, { ...more, shown: { available, priceRange: { min: price, max: price } } });
      }),
    );
const queries = ['', ...words, 'jackte', 'leather mug', 'kni', 'j', 'stable staple', 'ruck sack'];
/** Everything that an index says of itself. */
const answersOf = (file: IndexFile) =>
  queries.map((q) => [
    ...sorts.map((sort) => file.search(asked(q, { sort, limit: 100 }))),
    file.search(asked(q, { filters: { vendor: ['ridge'], price: { max: 2500 } } })),
    file.suggest({ q, language: 'en', limit: 20, at: NOON }).phrases.toSorted(),
  ]);

describe('any text', () => {
  const file = () =>
    made(
      document('a', 'Leather "Jacket" AND (OR) NOT near* ^x {title}:', { identifiers: ['A-1'] }),
      document('b', 'Mug'),
    );

  it('is words, never syntax and never an error', () => {
    const index = file();
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 1000 }),
      fc.array(fc.constantFrom('"', '*', '^', '(', ')', '{', '}', ':', '-', '+', 'AND', 'OR', 'NOT', 'NEAR(', 'title', '\0', "'", ';', '\ud800', 'jacket', ' '), { maxLength: 60 }).map((parts) => parts.join('')), // biome-ignore format: one line
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 200 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(nasty, fc.constantFrom('en', 'de', 'ja', 'xx-invalid', ''), (q, language) => {
        index.search(asked(q, { language }));
        index.suggest({ q, language, limit: 10, at: NOON });
        index.search(
          asked(q, { filters: { vendor: [q], options: { [q]: [q] } }, without: [q], synonyms: [[q, 'mug']] }),
        );
        index.search(asked('mug', { after: { id: q, by: q }, sort: 'price-asc' }));
      }),
      { numRuns: 100 },
    );
  });

  it('finds the words in it, whatever stands between them', () => {
    const index = file();
    for (const q of [
      '"jacket" OR *',
      'jacket AND',
      'NEAR(jacket)',
      '{title}: jacket',
      'jack*',
      '-jacket',
      "jacket'; DROP TABLE text",
    ])
      expect(found(index, q)[0]).toBe('a');
    expect(found(index, `${'word '.repeat(300)}`)).toEqual([]);
    expect(found(index, `${Array.from({ length: 40 }, (_, n) => `nothing${n}`).join(' ')} mug`)).toEqual(['b']);
    expect(found(index, 'x'.repeat(1000))).toEqual([]);
  });

  it('is stored as well', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const index = made(
          document('x', title, { vendor: title, tags: [title], identifiers: [title], description: title }),
        );
        expect(index.search(asked('')).total).toBe(1);
        expect(index.search(asked('', { filters: { vendor: [title] } })).total).toBe(1);
      }),
      { numRuns: 20 },
    );
  });
});

describe('an index', () => {
  it('answers the same whatever was stored, changed and removed before', () => {
    const change = fc.record({ at: fc.nat(11), batch: fc.boolean(), remove: fc.boolean(), title: text });
    fc.assert(
      fc.property(documents(12), fc.array(change, { maxLength: 30 }), (final, changes) => {
        const lived = made();
        let batch: { id: string; document: SearchDocument | undefined }[] = [];
        for (const { at, batch: ends, remove, title } of changes) {
          batch.push({ id: `p-${at}`, document: remove ? undefined : document(`p-${at}`, title, { language: 'de' }) });
          if (ends) lived.apply(batch.splice(0));
        }
        lived.apply(batch);
        if (changes.length % 2 === 0) lived.search(asked('mug'));
        batch = Array.from({ length: 12 }, (_, at) => ({ id: `p-${at}`, document: final[at] }));
        for (const one of batch.toReversed()) lived.apply([one]);
        expect(answersOf(lived)).toEqual(answersOf(made(...final)));
      }),
      { numRuns: 25 },
    );
  });

  it('answers the same once it is sealed, and after changes to what was sealed', () => {
    fc.assert(
      fc.property(documents(12), documents(4), (before, after) => {
        const path = newPath();
        const unsealed = createIndexFile(path);
        unsealed.apply(stored(...before));
        unsealed.close();
        const to = newPath();
        sealIndexFile(path, to);
        const sealed = openIndexFile(to);
        open.push(sealed);
        expect(answersOf(sealed)).toEqual(answersOf(made(...before)));
        sealed.apply(stored(...after));
        expect(answersOf(sealed)).toEqual(answersOf(made(...before, ...after)));
      }),
      { numRuns: 12 },
    );
  });

  it('means nothing by a word whose documents are gone that it would not mean without', () => {
    const lived = made(document('a', 'jacket leather'), document('b', 'leather'));
    lived.apply([{ id: 'a', document: document('a', 'jackets leather') }]);
    const anew = made(document('a', 'jackets leather'), document('b', 'leather'));
    for (const q of ['jackte', 'leathre', 'jackest']) expect(found(lived, q), q).toEqual(found(anew, q));
  });

  it('lists each hit once, page by page, as it does in one', () => {
    fc.assert(
      fc.property(
        documents(30),
        fc.constantFrom(...queries),
        fc.constantFrom(...sorts),
        fc.integer({ min: 1, max: 7 }),
        (some, q, sort, limit) => {
          const index = made(...some);
          const walked: string[] = [];
          let after: SearchInput['after'];
          do {
            const page = index.search(asked(q, { sort, limit, after }));
            walked.push(...page.hits.map((hit) => (hit.kind === 'product' ? hit.product.id : '')));
            after = page.next;
          } while (after);
          expect(walked).toEqual(found(index, q, { sort, limit: 100 }));
          expect(new Set(walked).size).toBe(index.search(asked(q, { sort })).total);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never answers what has a word behind what has one like it', () => {
    const near = ['stable', 'staple', 'sable', 'stables', 'table', 'stabel'];
    fc.assert(
      fc.property(
        fc.array(fc.record({ word: fc.constantFrom(...near), where: fc.constantFrom('title', 'tags', 'description'), units: fc.nat(100_000) }), { minLength: 1, maxLength: 25 }), // biome-ignore format: one line
        fc.constantFrom(...near),
        (some, q) => {
          const index = made(
            ...some.map(({ word, where, units }, n) =>
              document(`${word}-${n}`, where === 'title' ? word : 'Thing', {
                units,
                tags: where === 'tags' ? [word] : [],
                description: where === 'description' ? `a ${word} of old` : '',
              }),
            ),
          );
          // Of one stem are `stable` and `stables`; nothing else is.
          const exact = (id: string): boolean => id.replace(/-\d+$/, '').replace(/s$/, '') === q.replace(/s$/, '');
          const hits = found(index, q, { limit: 100 }).map(exact);
          expect(hits).toEqual(hits.toSorted((a, b) => Number(b) - Number(a)));
        },
      ),
      { numRuns: 40 },
    );
  });
});
