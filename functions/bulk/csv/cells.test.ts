import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typed } from '#lib/text.ts';
import { codeOf } from '../shopify-csv/cell-values.ts';
import { codeCell, csvLine, guarded, plain, unguarded } from './cells.ts';

describe('a cell', () => {
  it('that a spreadsheet would run as a formula begins with an apostrophe', () => {
    expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', 'a=1', ' =1'])).toBe(
      `'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'\rx",'＝1,a=1," =1"\r\n`,
    );
  });

  it('that is a number is written as one, below zero too', () => {
    expect(csvLine([-5, plain('-12.00'), 0, true, false, null, undefined])).toBe('-5,-12.00,0,TRUE,FALSE,,\r\n');
  });

  it('is quoted where it has to be', () => {
    expect(csvLine(['a', 'b,c', 'd "e"', 'f\ng', '', "it's"])).toBe(`a,"b,c","d ""e""","f\ng",,it's\r\n`);
  });
});

/** Texts of what matters here, and any others. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom("'", '=', '-', '@', '+', 'a', '1', '＋') }),
  fc.string({ unit: 'grapheme' }),
);

describe('the apostrophe', () => {
  it('is taken away by the import: any text comes back as it was', () => {
    fc.assert(fc.property(text, (one) => unguarded(guarded(one)) === one));
  });

  it('leaves no text that begins a formula', () => {
    fc.assert(fc.property(text, (one) => !/^[=+\-@\t\r\n＝＋－＠]/.test(guarded(one))));
  });

  it('of a code is taken away once: any code comes back as it was', () => {
    fc.assert(fc.property(text, (one) => codeOf(codeCell(typed(one)).plain) === typed(one)));
  });
});
