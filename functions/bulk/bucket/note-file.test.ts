import { expect, it } from 'vitest';
import { noteFile } from './note-file.ts';

it('a file of errors or warnings lists them by line, as CSV', () => {
  const file = noteFile(
    [
      { line: 9, code: 'sku-twice', message: 'The SKU "A" is already used in line 4.', handle: 'mug' },
      { line: 3, code: 'too-few-cells', message: 'The row has 2 cells; the header has 5.' },
    ],
    '2 rows were refused',
  );
  expect(file).toBe(
    'line,handle,code,message\r\n' +
      '3,,too-few-cells,The row has 2 cells; the header has 5.\r\n' +
      '9,mug,sku-twice,"The SKU ""A"" is already used in line 4."\r\n',
  );
});

it('a cell that a spreadsheet would run as a formula is shown as text', () => {
  const file = noteFile([{ line: 2, code: 'x', message: '=HYPERLINK("http://a")', handle: '@mug' }], '');
  expect(file.split('\r\n')[1]).toBe(`2,'@mug,x,"'=HYPERLINK(""http://a"")"`);
});

it('the list ends after 10,000 rows and says so', () => {
  const errors = Array.from({ length: 10_001 }, (_, index) => ({ line: index + 2, code: 'x', message: 'y' }));
  const lines = noteFile(errors, '25000 rows were refused').trimEnd().split('\r\n');
  expect(lines.length).toBe(10_002);
  expect(lines.at(-1)).toBe(',,list-is-full,Only the first 10000 are listed; 25000 rows were refused.');
});
