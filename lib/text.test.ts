import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { line, typed } from './text.ts';

test.each([
  ['blanks', ' P25 '],
  ['a tab and a line break', '\tP25\r\n'],
  ['a no-break space', '\u00a0P25\u202f'],
  ['an ideographic space', '\u3000P25'],
  ['a byte order mark', '\ufeffP25'],
  ['zero-width blanks, inside too', '\u200bP\u200b25\u2060'],
  ['joiners and marks of direction', '\u200eP25\u200d\u200f\u202c'],
  ['a soft hyphen', 'P25\u00ad'],
])('%s around a text go', (_, text) => {
  expect(typed(text)).toBe('P25');
});

test('letters are composed', () => {
  expect(typed('Cafe\u0301')).toBe('Caf\u00e9');
});

test('what has a meaning within a text stays', () => {
  const family = '👨‍👩‍👧';
  const england = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
  for (const text of ['summer sale', 'می‌خواهم', family, england]) expect(typed(text)).toBe(text);
});

test('length counts when a text is folded', () => {
  const parse = (text: string) => z.safeParse(line(3), text);
  expect(parse('  P25\u200b ').data).toBe('P25');
  expect(parse(' \u00a0\u200b').success).toBe(false);
  expect(parse('P255').success).toBe(false);
});

test('blanks within a text cost their length, not its square', () => {
  // The square would hang this test, like whoever sends 64 kB of them.
  const text = `a${' '.repeat(4_000_000)}b`;
  expect(typed(text)).toBe(text);
});
