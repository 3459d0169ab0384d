import { describe, expect, it } from 'vitest';
import { mean, ndcg } from './ndcg.ts';

const grades = new Map([
  ['a', 3],
  ['b', 2],
  ['c', 1],
  ['d', 0],
]);

describe('ndcg', () => {
  it('is 1 for the ideal ranking, whatever follows it', () => {
    expect(ndcg(['a', 'b', 'c'], grades)).toBe(1);
    expect(ndcg(['a', 'b', 'c', 'x', 'd'], grades)).toBe(1);
  });

  it('discounts linear gain by the logarithm of the place', () => {
    // (1 + 2 / 1.58496 + 3 / 2) / (3 + 2 / 1.58496 + 1 / 2) = 3.76186 / 4.76186
    expect(ndcg(['c', 'b', 'a'], grades)).toBeCloseTo(0.79, 4);
    // 3 / 4.76186
    expect(ndcg(['a'], grades)).toBeCloseTo(0.63001, 4);
    // (3 / 1.58496) / 4.76186
    expect(ndcg(['d', 'a'], grades)).toBeCloseTo(0.39749, 4);
  });

  it('counts a hit that was not judged as 0, and in its place', () => {
    expect(ndcg(['x', 'a'], grades)).toBeCloseTo(0.39749, 4);
    expect(ndcg(['x', 'y'], grades)).toBe(0);
    expect(ndcg([], grades)).toBe(0);
  });

  it('takes the ideal from all judgments, found or not, and of both rankings the first ten', () => {
    const many = new Map(Array.from({ length: 12 }, (_, n) => [`p${n}`, 1]));
    expect(ndcg([...many.keys()], many)).toBe(1);
    expect(ndcg([...'0123456789', 'p0'], many)).toBe(0);
    // 1 / (1 + 0.63093 + 0.5), of three alike
    expect(ndcg(['p0'], new Map([...many].slice(0, 3)))).toBeCloseTo(0.46928, 4);
  });

  it('says nothing where nothing has a positive grade', () => {
    expect(ndcg(['d'], new Map([['d', 0]]))).toBeUndefined();
    expect(ndcg(['d'], new Map())).toBeUndefined();
  });
});

describe('mean', () => {
  it('leaves out what is not defined', () => {
    expect(mean([1, undefined, 0.5])).toBe(0.75);
    expect(mean([undefined])).toBe(0);
  });
});
