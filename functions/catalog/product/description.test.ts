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
    ['<img src=x onerror=alert(1)>', '<img src>'],
    ['<a href="javascript:alert(1)">x</a>', '<a href>x</a>'],
    ['<a href="data:image/svg+xml,x">x</a>', '<a href>x</a>'],
    ['<a href="jav&#x09;ascript:alert(1)">x</a>', '<a href>x</a>'],
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
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const safe = safeHtml(pieces.join('')) ?? '';
      expect(safe).not.toMatch(/<\s*\/?\s*(script|svg)|<[^>]*\s(onerror)\s*=/i);
      expect(safe).not.toMatch(/<a[^>]*href\s*=\s*["']?\s*javascript:/i);
    }),
    { numRuns: 500 },
  );
});
