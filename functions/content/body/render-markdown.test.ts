import { expect, test } from 'vitest';
import { hostile } from '../fixtures/markup-hostile.ts';
import { newMarkdownRenderer } from './render-markdown.ts';

const render = (markdown: string): string => newMarkdownRenderer()(markdown);

test('what is nested as articles are is rendered', () => {
  const deep = (n: number): string => `${'> '.repeat(n)}a`;
  expect(render(deep(20)).match(/<blockquote>/g)?.length).toBe(20);
  expect(render(`${'- '.repeat(15)}a`).match(/<ul>/g)?.length).toBe(15);
  expect(render(`${'- '.repeat(60)}\n\n${'*'.repeat(200)}\n\n${'-'.repeat(100)} a`)).toBe(
    `<hr>\n<hr>\n<p>${'-'.repeat(100)} a</p>\n`,
  );
  expect(render(`${'a'.repeat(3_000)} *b*`)).toBe(`<p>${'a'.repeat(3_000)} <em>b</em></p>\n`);
});

test('what is nested without end comes back as it was typed', () => {
  expect(render(`${'>'.repeat(10_000)}<b>`)).toBe(`<p>${'&gt;'.repeat(10_000)}&lt;b&gt;</p>`);
  expect(render(`a\n\n${'- > '.repeat(40)}a`)).toBe(`<p>a\n\n${'- &gt; '.repeat(40)}a</p>`);
});

test('a table has at most as many cells as its text could have, or is none', () => {
  const table = (columns: number, rows: number): string =>
    `|${'a|'.repeat(columns)}\n|${'-|'.repeat(columns)}\n${'|b\n'.repeat(rows)}`;
  expect(render(table(20, 200)).match(/<t[hd]>/g)?.length).toBe(20 * 201);
  expect(render(table(1_000, 1_000))).not.toContain('<table>');
});

test('texts that are made to cost end, and one costs no other body', () => {
  // Without a bound many of them would not end while this test runs, or need more stack than there is.
  for (const [name, make] of Object.entries(hostile))
    expect([name, render(make(50_000)).length]).toEqual([name, expect.any(Number)]);
  const renderer = newMarkdownRenderer();
  expect(renderer(`*a* ${'[ '.repeat(24_000)}`).slice(0, 10)).toBe('<p>*a* [ [');
  expect(renderer('*a*')).toBe('<p>*a*</p>');
  expect(render('*a*')).toBe('<p><em>a</em></p>\n');
});
