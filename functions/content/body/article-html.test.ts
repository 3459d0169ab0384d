import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf } from '../fixtures/markup.ts';
import { mixedMarkup } from '../fixtures/markup-pieces.ts';
import { articleHtml } from './article-html.ts';

/** Each case is safe to a browser, too, and its own result again. */
const expectAll = (cases: readonly (readonly [html: string, safe: string])[]): void => {
  for (const [html, safe] of cases) {
    expect([html, articleHtml(html)]).toEqual([html, safe]);
    expect([html, articleHtml(safe)]).toEqual([html, safe]);
    expect([html, faultsOf(safe)]).toEqual([html, []]);
  }
};

test('keeps what an article is made of', () => {
  const whole = [
    '<h2>A</h2><h3>B</h3><p>One <strong>two</strong> <em>three</em> <code class="language-c++">x</code><br>four</p>',
    '<figure><img src="/media/a-b.1/320.webp" alt="A mug" width="320" height="200"><figcaption>A</figcaption></figure>',
    '<blockquote><p>a</p></blockquote><pre><code>a &lt; b</code></pre><hr>',
    '<ol start="3"><li value="4">a</li></ol><ul><li>b</li></ul><dl><dt>c</dt><dd>d</dd></dl>',
    '<table><caption>a</caption><colgroup><col span="2"></colgroup><thead><tr><th scope="col">b</th></tr></thead><tbody><tr><td colspan="2" align="right">c</td></tr></tbody></table>',
    '<a href="https://x.example/?a=1&amp;b=2#c" title="A &amp; B">a</a> <a href="/articles/b">b</a> <a href="#c">c</a> <a href="mailto:a@x.example">d</a>',
    '<details open><summary>a</summary>b</details><ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby><time datetime="2026-11-30T18:00:00Z">now</time>',
    'Straße &eacute; &#128512; 😀 5 &lt; 6 &amp; "quoted"',
  ];
  expectAll(whole.map((html) => [html, html]));
});

test('a picture is a file of the site, or none', () => {
  const none = [
    'https://x.example/a.png', '//x.example/a.png', '/\\x.example/a.png', '/media/../cart', '/media/a/../../cart', '/cart',
    'media/a.png', '/media/', '/media//x.example', '/media/a?b', '/media/%2e%2e/cart', '/media/&#46;&#46;/cart', ' ', '',
    'data:image/png;base64,AAAA', 'cid:a', '/media/a\tb', '/media/.a', 'blob:a', '/media/a/', '/media&sol;a',
  ]; // biome-ignore format: a list
  expectAll(none.map((src) => [`a<img src="${src}" alt="b">c`, 'ac']));
  expectAll([
    [
      '<img src=/media/a.1/320.webp onerror=x srcset="//x.example 2x" loading=eager>',
      '<img src="/media/a.1/320.webp">',
    ],
    ['<img srcset="/media/a 1x">', ''],
    ['<picture><source srcset="//x.example/a"><img src="/media/a" alt=""></picture>', '<img src="/media/a" alt>'],
  ]);
});

test('a link opens a page, and tells another window nothing', () => {
  expectAll([
    ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href=" &#14; javascript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href="java&Tab;script&colon;alert(1)">a</a>', '<a>a</a>'],
    [
      '<a href="vbscript:x">a</a><a href="data:text/html,x">b</a><a href="file:///etc">c</a>',
      '<a>a</a><a>b</a><a>c</a>',
    ],
    ['<a href="ftp://x.example">a</a><a href="blob:x">b</a><a href="intent://x">c</a>', '<a>a</a><a>b</a><a>c</a>'],
    [
      '<a href="/a" target="_blank" rel="opener" ping="//x.example" download>a</a>',
      '<a href="/a" target="_blank" rel="noopener noreferrer">a</a>',
    ],
    ['<a href="/a" target="top" id="b" name="c" class="d" style="e">a</a>', '<a href="/a">a</a>'],
    ['<area href="/a"><map name="a"></map><base href="//x.example">', ''],
  ]);
});

test('an attribute has a value that it takes, or is not there', () => {
  expectAll([
    ['<code class="a language-x">a</code><code class="language-x y">b</code>', '<code>a</code><code>b</code>'],
    [
      '<table><tr><td colspan="1e9">a</td></tr></table><ol start="-1"><li>a</li></ol>',
      '<table><tr><td>a</td></tr></table><ol><li>a</li></ol>',
    ],
    ['<p dir="RTL">a</p><p dir="x">b</p><p align="center">c</p>', '<p dir="RTL">a</p><p>b</p><p>c</p>'],
    ['<time datetime="a b">a</time><details open="x">b</details>', '<time>a</time><details>b</details>'],
  ]);
});

test('what it begins it ends, and nothing that it never began', () => {
  expectAll([
    ['<p>a</p></div></main></article></body></html><p>b</p>', '<p>a</p><p>b</p>'],
    ['<b>a<i>b</b>c</i>', '<b>a<i>b</i></b>c'],
    ['<div><section><b>a', '<div><section><b>a</b></section></div>'],
    ['<ul><li>a<li>b<ul><li>c', '<ul><li>a<li>b<ul><li>c</ul></ul>'],
    ['<p>a<p>b', '<p>a<p>b'],
    ['<table><tr><td>a<td>b<tr><td><p>c', '<table><tr><td>a<td>b<tr><td><p>c</table>'],
    ['<dl><dt>a<dd>b<dt>c</dl>', '<dl><dt>a<dd>b<dt>c</dl>'],
    ['<ul><li><div>a<li>b</div>', '<ul><li><div>a</div><li>b</ul>'],
    ['<li>a</li><tr><td>b</td></tr><dd>c</dd>', 'abc'],
    ['<table><b><tr><th>a</th></b></tr></table>c', '<table><tr><th>a</th></tr></table>c'],
    ['<table><tr><td><ul><li>a<tr><td>b</table>', '<table><tr><td><ul><li>a</ul><tr><td>b</table>'],
    ['<ul><li><table><tr><td><li>a</table></ul>', '<ul><li><table><tr><td>a</table></ul>'],
    ['<a href="/a">b<a href="/c">d</a>e</a>', '<a href="/a">bd</a>e'],
    ['</br></hr><br/>a', '<br />a'],
    ['<div/>a', '<div />a</div>'],
    ['<details><summary>a', '<details><summary>a</summary></details>'],
  ]);
  expect(articleHtml(`${'<p>a'.repeat(500)}</p>`)).toBe(`${'<p>a'.repeat(500)}</p>`);
  expect(articleHtml(`${'<div>'.repeat(5_000)}a`)).toBe(`${'<div>'.repeat(100)}a${'</div>'.repeat(100)}`);
});

test('what could act is gone, with what is in it', () => {
  expectAll([
    ['a<script>alert(1)</script>b<style>p{}</style>c<iframe src="//x.example"></iframe>d', 'abcd'],
    ['<form action="/cart"><input name=a><button>b</button></form>c', 'c'],
    ['<svg><script>a</script></svg><math><mtext></mtext></math>b', 'b'],
    ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">', ''],
    ['<template><img src=x onerror=y></template><slot>a</slot><x-a onclick=b>c</x-a>', 'ac'],
    ['<video src="//x.example"></video><audio autoplay></audio><object data=x></object><embed src=x>a', 'a'],
    ['<meta http-equiv=refresh content="0;url=//x.example"><link rel=stylesheet href=//x.example>a', 'a'],
    ['<p onclick=x onLoad=y style="a" id=b>c</p><!-- d --><![CDATA[e]]><?php f ?><!doctype html>', '<p>c</p>'],
  ]); // biome-ignore format: one a line
});

const tags =
  'a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 hr i img kbd li mark ol p pre q rp rt ruby s section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr'.split(
    ' ',
  );
const tag = fc
  .tuple(fc.constantFrom('<', '<', '</'), fc.constantFrom(...tags))
  .map(([begin, name]) => `${begin}${name}>`);

test('markup stays in its place in any order of tags', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, tag, tag, fc.constant('x')), { maxLength: 30 }), (pieces) => {
      const safe = articleHtml(pieces.join(''));
      expect(faultsOf(safe)).toEqual([]);
      expect(articleHtml(safe)).toBe(safe);
    }),
    { numRuns: 3_000 },
  );
});

test('nothing that acts is left of any mixture of pieces, and the result is its own result', () => {
  fc.assert(
    fc.property(mixedMarkup, (html) => {
      const safe = articleHtml(html);
      expect(faultsOf(safe)).toEqual([]);
      expect(articleHtml(safe)).toBe(safe);
    }),
    { numRuns: 3_000 },
  );
});
