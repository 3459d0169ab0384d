import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from './apportion.ts';

describe('apportion', () => {
  it('loses nothing and rounds by the largest remainders', () => {
    const equal = { weight: 1, least: 0 };
    expect(apportion(10, [equal, equal, equal])).toEqual([4, 3, 3]);
    expect(apportion(7, [{ weight: 3, least: 1 }, { weight: 1, least: 1 }, { weight: 0.1, least: 2 }])).toEqual([4, 1, 2]); // biome-ignore format: one line
  });

  it('gives what there is and everybody its least, whatever the weights', () => {
    const claim = fc.record({ weight: fc.integer({ min: 1, max: 200 }), least: fc.integer({ min: 0, max: 5 }) });
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 40 }), fc.nat(2000), (claims, more) => {
        const total = claims.reduce((sum, { least }) => sum + least, 0) + more;
        const parts = apportion(total, claims);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        expect(parts.every((part, index) => part >= claims[index]!.least)).toBe(true);
      }),
    );
  });
});
