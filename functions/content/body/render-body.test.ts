import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf, textOf } from '../fixtures/markup.ts';
import { mixedMarkdown } from '../fixtures/markup-pieces.ts';
import { FILTER_VERSION } from './article-html.ts';
import type { Block } from './block.ts';
import { Body, renderBody } from './render-body.ts';

const html = (...blocks: Block[]): string =>
  renderBody(blocks)
    .blocks.map((block) => (block.type === 'html' ? block.html : ''))
    .join('');
const markdown = (text: string): string => html({ type: 'text', markdown: text });

test('Markdown becomes HTML, imported HTML is sanitised, and the rest stays plain text and ids', () => {
  const plain: Block[] = [
    { type: 'image', mediaId: 'med_1', alt: '<b>', caption: '<script>' },
    { type: 'quote', text: '**a** <b>', cite: '<i>' },
    { type: 'table', header: ['<b>'], rows: [['*a*']] },
    { type: 'product', productId: 'prd_1' },
    { type: 'embed', url: 'https://vimeo.com/1', title: '<b>' },
  ];
  expect(
    renderBody([
      { type: 'text', markdown: '*a*' },
      { type: 'html', html: '<p onclick=x>b</p><script>c</script>' },
      { type: 'html', html: '<script>nothing is left</script>' },
      { type: 'text', markdown: '<!-- of this, too -->' },
      ...plain,
    ]),
  ).toEqual({
    filterVersion: FILTER_VERSION,
    blocks: [{ type: 'html', html: '<p><em>a</em></p>' }, { type: 'html', html: '<p>b</p>' }, ...plain],
  });
});

test('what is rendered is read again as it was stored', () => {
  const body = renderBody([
    { type: 'text', markdown: '# a' },
    { type: 'table', header: ['<b>'], rows: [['']] },
    { type: 'image', mediaId: 'med_01J00000000000000000000000', alt: '' },
  ]);
  expect(Body.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
});

test('Markdown is what GitHub takes', () => {
  const cases: [markdown: string, html: string][] = [
    ['# A\n\nB *c* **d** ~~e~~ `f` g  \nh', '<h1>A</h1>\n<p>B <em>c</em> <strong>d</strong> <del>e</del> <code>f</code> g<br>h</p>'],
    ['- a\n- [x] b\n- [ ] c', '<ul>\n<li>a</li>\n<li>☑ b</li>\n<li>☐ c</li>\n</ul>'],
    ['3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['> a\n> > b', '<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>'],
    [
      '|a|b|\n|-|:-:|\n|1|2|',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n<th align="center">b</th>\n</tr>\n</thead>\n<tbody><tr>\n<td>1</td>\n<td align="center">2</td>\n</tr>\n</tbody></table>',
    ],
    ['```js\na < b\n```', '<pre><code class="language-js">a &lt; b\n</code></pre>'],
    ['[a](https://x.example/?b&c "d") <https://e.example>', '<p><a href="https://x.example/?b&amp;c" title="d">a</a> <a href="https://e.example">https://e.example</a></p>'],
    ['www.x.example and a@x.example', '<p><a href="http://www.x.example">www.x.example</a> and <a href="mailto:a@x.example">a@x.example</a></p>'],
    ['[a][b]\n\n[b]: /c', '<p><a href="/c">a</a></p>'],
    ['![a](/media/ab.1/320.webp)', '<p><img src="/media/ab.1/320.webp" alt="a"></p>'],
    ['<b>a</b> <kbd>b</kbd>', '<p><b>a</b> <kbd>b</kbd></p>'],
    ['5 < 6 & 7 > 2', '<p>5 &lt; 6 &amp; 7 &gt; 2</p>'],
  ]; // biome-ignore format: one a line
  for (const [text, safe] of cases) expect([text, markdown(text)]).toEqual([text, safe]);
});

test('what Markdown makes of markup is filtered after it is made', () => {
  const cases: [markdown: string, html: string][] = [
    ['[a](javascript:alert(1)) [b](<java script:x>) [c](JaVaScRiPt:x)', '<p><a>a</a> <a>b</a> <a>c</a></p>'],
    ['[a](data:text/html,x) <javascript:alert(1)> [b]( vbscript:x)', '<p><a>a</a> <a>javascript:alert(1)</a> <a>b</a></p>'],
    ['[a](&#106;avascript:x) [b](java&Tab;script:x)', '<p><a>a</a> <a>b</a></p>'],
    ['a ![b](https://x.example/a.png)![c](javascript:x)', '<p>a </p>'],
    ['[a](/b "c\\" onclick=\\"d")', '<p><a href="/b" title="c&quot; onclick=&quot;d">a</a></p>'],
    ['![a" onerror="b](/media/c)', '<p><img src="/media/c" alt="a&quot; onerror=&quot;b"></p>'],
    ['```"><script>\na\n```', '<pre><code>a\n</code></pre>'],
    ['`<script>alert(1)</script>`', '<p><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></p>'],
    ['a<script>b</script>c <img src=x onerror=y> <p style=z>d', '<p>ac  <p>d</p>'],
    ['<scr<b>ipt>alert(1)</script>', '<p>&lt;scr<b>ipt&gt;alert(1)</b></p>'],
    ['</div></main>a', 'a'],
    ['<div>\n\n*a*\n\n</div></div>', '<div><p><em>a</em></p>\n</div>'],
  ]; // biome-ignore format: one a line
  for (const [text, safe] of cases) expect([text, markdown(text)]).toEqual([text, safe]);
});

test('nothing that acts is left of any Markdown', () => {
  fc.assert(
    fc.property(mixedMarkdown, (text) => {
      expect(faultsOf(markdown(text))).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('words are what they were, whatever stands around them', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 }),
      (paragraphs) => {
        const text = paragraphs.map((words) => words.join(' '));
        expect(
          textOf(markdown(text.join('\n\n')))
            .split('\n')
            .filter(Boolean),
        ).toEqual(text);
      },
    ),
  );
});
