import { expect, test } from 'vitest';
import { faultsOf } from '../fixtures/markup.ts';
import type { RenderedBlock } from './block.ts';
import { type Bound, blockHtml, bodyHtml } from './body-html.ts';

const rendition = (name: string, width: number) => ({
  url: `https://shop.example/media/ab.1/${name}`,
  width,
  height: width / 2,
  format: name.split('.')[1] as 'avif',
  bytes: 1,
});
const picture = {
  id: 'med_1',
  alt: 'A "mug"',
  focalPoint: { x: 0.5, y: 0.5 },
  width: 640,
  height: 320,
  thumbhash: '',
  colour: '#ffffff',
  renditions: [
    rendition('320.avif', 320),
    rendition('640.avif', 640),
    rendition('320.webp', 320),
    rendition('320.jpeg', 320),
    rendition('640.jpeg', 640),
    rendition('1200x630.jpeg', 1200),
  ],
};
const bound: Bound = {
  picture: (id) => (id === 'med_1' ? picture : undefined),
  links: (place) => {
    if (place.type === 'entry') return [];
    const mug = { url: '/products/mug', title: 'Mug <b>' };
    return place.type === 'product' ? [mug] : [mug, { url: '/products/cup?a=1&b=2', title: 'Cup' }];
  },
};
const shown = (block: RenderedBlock): string => blockHtml(block, bound);
const sizes = 'sizes="(min-width: 48rem) 48rem, 100vw"';
const mug = (alt: string): string =>
  [
    '<picture>',
    `<source type="image/avif" srcset="https://shop.example/media/ab.1/320.avif 320w, https://shop.example/media/ab.1/640.avif 640w" ${sizes}>`,
    `<source type="image/webp" srcset="https://shop.example/media/ab.1/320.webp 320w" ${sizes}>`,
    `<img src="https://shop.example/media/ab.1/640.jpeg" alt="${alt}" width="640" height="320" loading="lazy" decoding="async">`,
    '</picture>',
  ].join('');

test('a picture offers its renditions; one that is not there is left out with its caption', () => {
  const alt = 'A &quot;mug&quot;';
  expect(shown({ type: 'image', mediaId: 'med_1', caption: 'a < b' })).toBe(
    `<figure>${mug(alt)}<figcaption>a &lt; b</figcaption></figure>`,
  );
  expect(shown({ type: 'image', mediaId: 'med_1', alt: '' })).toBe(`<figure>${mug('')}</figure>`);
  expect(shown({ type: 'image', mediaId: 'med_2', caption: 'a' })).toBe('');
  expect(
    shown({ type: 'gallery', items: [{ mediaId: 'med_1', caption: 'b' }, { mediaId: 'med_2' }], caption: 'c' }),
  ).toBe(`<figure><figure>${mug(alt)}<figcaption>b</figcaption></figure><figcaption>c</figcaption></figure>`);
});

test('plain texts are escaped', () => {
  expect(shown({ type: 'quote', text: '<b>\n"a" & b' })).toBe(
    '<blockquote><p>&lt;b&gt;<br>&quot;a&quot; &amp; b</p></blockquote>',
  );
  expect(shown({ type: 'quote', text: 'a', cite: '<i>' })).toBe(
    '<figure><blockquote><p>a</p></blockquote><figcaption>&lt;i&gt;</figcaption></figure>',
  );
  expect(shown({ type: 'table', header: ['a', '<'], rows: [['1', '&']], caption: '"' })).toBe(
    '<table><caption>&quot;</caption><thead><tr><th scope="col">a</th><th scope="col">&lt;</th></tr></thead><tbody><tr><td>1</td><td>&amp;</td></tr></tbody></table>',
  );
});

test('what is elsewhere is a link, and nothing of it is loaded', () => {
  const embed = { type: 'embed', url: 'https://vimeo.com/1?a&b', title: 'A <film>' } as const;
  const link = '<a href="https://vimeo.com/1?a&amp;b" rel="noopener noreferrer">';
  expect(shown(embed)).toBe(`<figure>${link}<span>A &lt;film&gt;</span></a></figure>`);
  expect(shown({ ...embed, mediaId: 'med_1' })).toBe(
    `<figure>${link}${mug('')}<span>A &lt;film&gt;</span></a></figure>`,
  );
});

test('a place is a link to what it stands for, and nothing where that is not shown', () => {
  const one = '<a href="/products/mug">Mug &lt;b&gt;</a>';
  expect(shown({ type: 'product', productId: 'prd_1' })).toBe(`<p>${one}</p>`);
  expect(shown({ type: 'products', collectionId: 'col_1' })).toBe(
    `<ul><li>${one}</li><li><a href="/products/cup?a=1&amp;b=2">Cup</a></li></ul>`,
  );
  expect(shown({ type: 'entry', entryId: 'ent_1' })).toBe('');
  expect(
    bodyHtml(
      [
        { type: 'html', html: '<p>a</p>' },
        { type: 'entry', entryId: 'ent_1' },
        { type: 'html', html: '<p>b</p>' },
      ],
      bound,
    ),
  ).toBe('<p>a</p>\n<p>b</p>');
});

test('markup in any plain text stays text', () => {
  const markup = `"><script>alert(1)</script><img src=x onerror='a'>`;
  const local: Bound = {
    picture: () => ({
      ...picture,
      alt: markup,
      renditions: [{ ...rendition('320.jpeg', 320), url: '/media/ab.1/320.jpeg' }],
    }),
    links: () => [{ url: '/a', title: markup }],
  };
  const blocks: RenderedBlock[] = [
    { type: 'image', mediaId: 'med_1', alt: markup, caption: markup },
    { type: 'gallery', items: [{ mediaId: 'med_1', caption: markup }], caption: markup },
    { type: 'quote', text: markup, cite: markup },
    { type: 'table', header: [markup], rows: [[markup]], caption: markup },
    { type: 'embed', url: 'https://vimeo.com/1', title: markup, mediaId: 'med_1' },
    { type: 'product', productId: 'prd_1' },
    { type: 'products', collectionId: 'col_1' },
  ];
  for (const block of blocks) expect([block.type, faultsOf(blockHtml(block, local))]).toEqual([block.type, []]);
});
