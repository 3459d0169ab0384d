import { describe, expect, it } from 'vitest';
import { comparedWords } from './compared-words.ts';
import type { Synonyms } from './rules.ts';
import { knownSets, synonymsIn, warningsOf } from './synonyms.ts';

const wordsOf = comparedWords('en');
const at = '2026-01-01T00:00:00.000Z';
const sets = (...all: string[][]): Synonyms[] =>
  all.map((words, n) => ({ id: `syn_${n}`, words, version: 1, createdAt: at, updatedAt: at }));
const asked = (q: string, ...all: string[][]) => synonymsIn(q, knownSets(sets(...all), wordsOf), wordsOf);
const codes = (...all: string[][]) => [...warningsOf(sets(...all), wordsOf)].map(([id, { code }]) => [id, code]);

describe('sets of synonyms', () => {
  it('count for a query that has one of their phrases, word for word', () => {
    const sofa = ['Sofa', 'couch', 'three piece suite'];
    expect(asked('red SOFA', sofa).synonyms).toEqual([sofa]);
    expect(asked('a three piece suite in red', sofa).synonyms).toEqual([sofa]);
    expect(asked('piece three suite', sofa).synonyms).toEqual([]);
    expect(asked('two sofas', sofa).synonyms).toEqual([sofa]);
    expect(asked('so', sofa).synonyms).toEqual([]);
    expect(asked('', sofa)).toEqual({ synonyms: [], warnings: [] });
  });

  it('that share a word count together, as far as they close no circle', () => {
    const all = [
      ['tv', 'television'],
      ['television', 'telly'],
      ['telly', 'tv'],
    ];
    expect(codes(...all)).toEqual([['syn_2', 'synonyms-in-circle']]);
    expect(asked('television', ...all)).toEqual({ synonyms: all.slice(0, 2), warnings: [] });
    expect(asked('tv', ...all)).toEqual({
      synonyms: [all[0]],
      warnings: [{ code: 'synonyms-in-circle', detail: 'syn_2 closes a circle of sets and is passed over.' }],
    });
  });

  it('in a circle of a hundred are found, and those that only look like one are not', () => {
    const chain = Array.from({ length: 99 }, (_, n) => [`w${n}`, `w${n + 1}`]);
    expect(codes(...chain)).toEqual([]);
    expect(codes(...chain, ['w99', 'w0'])).toEqual([['syn_99', 'synonyms-in-circle']]);
    expect(codes(['a b', 'c'], ['a', 'b'], ['b', 'd'])).toEqual([]);
  });

  it('whose words are the same to a search are passed over', () => {
    expect(codes(['Café', 'CAFE', 'cafe '], ['?!', 'mug'])).toEqual([
      ['syn_0', 'synonyms-same'],
      ['syn_1', 'synonyms-same'],
    ]);
  });

  it('beyond twenty for one query are left out', () => {
    const all = Array.from({ length: 30 }, (_, n) => ['mug', `other${n}`]);
    expect(asked('mug', ...all).synonyms.length).toBe(20);
  });
});
