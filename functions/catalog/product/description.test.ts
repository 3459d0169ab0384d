import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeHtml } from './description.ts';

it('keeps what a description is made of', () => {
  const html =
    '<h2>Mug</h2><p>A <strong>blue</strong> <a href="https://clay.example/">mug</a>.</p><ul><li>300 g</li></ul>';
  expect(safeHtml(html)).toBe(html);
});

it('takes out whatever could act', () => {
  const cases: [string, string | null][] = [
    ['<script>alert(1)</script>', null],
    ['<p>a<script>alert(1)</script>b</p>', '<p>ab</p>'],
    ['<img src=x onerror=alert(1)>', null],
    ['<img src="/mug.png" alt="" onerror=alert(1)>', '<img src="/mug.png" alt>'],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="data:image/svg+xml,x">x</a>', '<a>x</a>'],
    ['<a href="jav&#x09;ascript:alert(1)">x</a>', '<a>x</a>'],
    ['<p style="background:url(javascript:1)">x</p>', '<p>x</p>'],
    ['<style>body{display:none}</style>x', 'x'],
    ['<svg onload=alert(1)></svg>', null],
    ['<iframe src="https://evil.example"></iframe>x', 'x'],
    ['<form action="/x"><input></form>', null],
    ['<!-- <script>alert(1)</script> -->', null],
    ['5 < 6', '5 &lt; 6'],
  ];
  for (const [html, safe] of cases) expect([html, safeHtml(html)]).toEqual([html, safe]);
});

it('leaves nothing of what it drops, whether or not that ends', () => {
  const cases: [string, string | null][] = [
    ['a<script>alert(1)', 'a'],
    ['<p>a<style>p{}<p>c</p>', '<p>a'],
    ['<script>a</script>x<script>b', 'x'],
    ['<script src=x/>y', null],
    ['<svg><style>.a{}</style><text>hi</text></svg>z', 'z'],
    ['<svg/>z', 'z'],
    ['<svg><svg></svg>a</svg>z', 'z'],
    ['<xmp>x</xmp>y', 'y'],
    ['<noembed>x</noembed><noframes>x</noframes>y', 'y'],
    ['<video controls><p>Your browser cannot</p></video>y', 'y'],
    ['<select><option>x</option></select>y', 'y'],
    ['<button>Buy</button>y', 'y'],
    ['<object data="x"><p>no</p></object>y', 'y'],
    ['</script>x', 'x'],
    ['<!-- x <b>y</b>', null],
    ['<custom-x>kept</custom-x>', 'kept'],
  ];
  for (const [html, safe] of cases) expect([html, safeHtml(html)]).toEqual([html, safe]);
});

it('a link to another window tells that nothing, and no window is named', () => {
  const rel = 'rel="noopener noreferrer"';
  expect(safeHtml('<a target=_blank href="https://x.example/">x</a>')).toBe(
    `<a target="_blank" ${rel} href="https://x.example/">x</a>`,
  );
  expect(safeHtml('<a href="/a" rel="opener" target="_BLANK">x</a>')).toBe(`<a href="/a" target="_blank" ${rel}>x</a>`);
  expect(safeHtml('<a href="/a" target="till">x</a>')).toBe('<a href="/a">x</a>');
});

it('a stroke behind a tag is a character of the text, and opens no tag again', () => {
  // What stands between them is dropped: an unseen blank, an element, nothing.
  for (const between of ['\u200b', '<x>', '', '\u200b\u200b', '<x></x>\ufeff']) {
    const safe = safeHtml(`<p><b>${between}\u0338 onmouseover=alert(1) x>hi</b></p>`) ?? '';
    expect(safe).not.toMatch(/<[^>]*onmouseover/);
    expect(safeHtml(safe)).toBe(safe);
  }
});

it('an attribute stays once, as it was written', () => {
  expect(safeHtml('<a title="1" title="2" href="/a">x</a>')).toBe('<a title="1" href="/a">x</a>');
  expect(safeHtml('<a title="&#128512; &amp;lt;" href=/a>x</a>')).toBe('<a title="&#128512; &amp;lt;" href="/a">x</a>');
  expect(safeHtml(`<a title='say "a"' href="/a">x</a>`)).toBe('<a title="say &quot;a&quot;" href="/a">x</a>');
});

it('costs the length of what it reads, not its square, wherever that is long', () => {
  // The square would hang this test.
  const many = (text: string): string => text.repeat(1_000_000 / text.length);
  const cases = [
    `<a ${many('b ')}>x</a>`, `<a b${many(' ')}c>x</a>`, `<a b${many('=')}>x</a>`, `<a b="${many('c ')}">x</a>`,
    many('<a '), many('<'), many('<!--'), many('<a b="'), many(`<a b=' "`), many('<svg>'), many('<b>'), many('</b>'),
    `a${many(' ')}b`, many('&#'), `<a href="${many(' ')}x">y</a>`,
  ]; // biome-ignore format: a list
  for (const html of cases) expect(safeHtml(html)?.length ?? 0).toBeLessThanOrEqual(4 * html.length);
});

it('gives nothing for nothing', () => {
  expect(safeHtml(null)).toBeNull();
  expect(safeHtml('  ')).toBeNull();
});

it('leaves no tag that acts in any mixture of pieces', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '=',
    ' ',
    '/',
    'script',
    'img',
    'onerror',
    'javascript:',
    'a',
    'href',
    '<!--',
    '-->',
    '&#x3c;',
    'svg',
    '</',
    'target=_blank',
    'style',
    '\u200b',
    '\u0338',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const safe = safeHtml(pieces.join('')) ?? '';
      expect(safe).not.toMatch(/<\s*\/?\s*(script|svg)|<[^>]*\s(onerror)\s*=/i);
      expect(safeHtml(safe) ?? '').toBe(safe);
      expect(safe).not.toMatch(/removed/);
      expect(safe).not.toMatch(/<a[^>]*href\s*=\s*["']?\s*javascript:/i);
    }),
    { numRuns: 500 },
  );
});
