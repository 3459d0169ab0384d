import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

const text = (html: string, most = 1_000): string => plainText([{ type: 'html', html }], most);

test('words are parted where blocks are, and not within a line', () => {
  expect(text('<h2>A</h2>\n<p>b<strong>c</strong> <a href="/x" title="no">d</a></p><ul><li>e<li>f</ul>g<br>h')).toBe(
    'A bc d e f g h',
  );
});

test('characters are read as HTML names them', () => {
  expect(text('5 &lt; 6 &amp;amp; caf&eacute; &#233;&#xe9; &nbsp; &ldquo;a&rdquo;&hellip; &yuml;&nbsp;&copy;')).toBe(
    '5 < 6 &amp; café éé “a”… ÿ ©',
  );
  expect(text('&nothing; &#0;&#xd800;&#1114112; &lt &;')).toBe('&nothing; \ufffd\ufffd\ufffd &lt &;');
});

test('a body says what its blocks say in words, in their order', () => {
  expect(
    plainText(
      [
        { type: 'image', mediaId: 'med_1', alt: 'no', caption: 'One' },
        { type: 'gallery', items: [{ mediaId: 'med_1', caption: 'two' }, { mediaId: 'med_2' }], caption: 'three' },
        { type: 'quote', text: 'four\n five', cite: 'six' },
        { type: 'table', header: ['seven', ''], rows: [['eight', '<nine>']], caption: 'ten' },
        { type: 'product', productId: 'prd_1' },
        { type: 'embed', url: 'https://vimeo.com/1', title: 'eleven' },
      ],
      1_000,
    ),
  ).toBe('One two three four five six ten seven eight <nine> eleven');
  expect(plainText([], 10)).toBe('');
});

test('it is cut between words, and never within a character', () => {
  expect(text('one two three', 13)).toBe('one two three');
  expect(text('one two three', 12)).toBe('one two');
  expect(text('one two three', 7)).toBe('one two');
  expect(text('one two three', 6)).toBe('one');
  expect(text('abcdef', 3)).toBe('abc');
  expect(text('ab😀cd', 3)).toBe('ab');
  expect(
    plainText(
      [
        { type: 'html', html: 'one' },
        { type: 'html', html: 'two' },
        { type: 'html', html: 'x' },
      ],
      6,
    ),
  ).toBe('one');
});
