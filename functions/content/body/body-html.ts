import { commonUrl, type Picture } from '../../media/public.ts';
import type { RenderedBlock } from './block.ts';
import { escaped } from './escaped.ts';

/** A block that stands for something else, shown as it is when the article is read. */
export type Place = Extract<RenderedBlock, { type: 'product' | 'products' | 'entry' }>;

/** What a body's ids stand for, once that was read; what is not there, or not shown, is left out. */
export interface Bound {
  readonly picture: (mediaId: string) => Picture | undefined;
  /** Where a place leads: none, one, or of a collection several. Addresses are http(s), or of the site's own. */
  readonly links: (place: Place) => readonly { readonly url: string; readonly title: string }[];
}

const attribute = (name: string, value: string | number): string => ` ${name}="${escaped(String(value))}"`;

/** Widths that a page offers to choose from: those of the whole picture, not of its cut previews. */
const sourceOf = (picture: Picture, format: string): string => {
  const files = picture.renditions.filter((one) => one.format === format && /\/\d+\.\w+$/.test(one.url));
  if (files.length === 0) return '';
  const srcset = files.map(({ url, width }) => `${url} ${width}w`).join(', ');
  return `<source${attribute('type', `image/${format}`)}${attribute('srcset', srcset)} sizes="(min-width: 48rem) 48rem, 100vw">`;
};

const pictureHtml = (picture: Picture, alt = picture.alt): string =>
  `<picture>${sourceOf(picture, 'avif')}${sourceOf(picture, 'webp')}<img${attribute('src', commonUrl(picture))}${attribute('alt', alt)}${attribute('width', picture.width)}${attribute('height', picture.height)} loading="lazy" decoding="async"></picture>`;

const figure = (content: string, caption?: string): string =>
  content === ''
    ? ''
    : `<figure>${content}${caption === undefined ? '' : `<figcaption>${escaped(caption)}</figcaption>`}</figure>`;

const linked = (url: string, content: string): string => `<a${attribute('href', url)}>${content}</a>`;

const cells = (tag: 'th' | 'td', texts: readonly string[]): string =>
  `<tr>${texts.map((text) => (tag === 'th' ? `<th scope="col">${escaped(text)}</th>` : `<td>${escaped(text)}</td>`)).join('')}</tr>`;

const image = (
  bound: Bound,
  { mediaId, alt }: { readonly mediaId: string; readonly alt?: string | undefined },
): string => {
  const picture = bound.picture(mediaId);
  return picture ? pictureHtml(picture, alt) : '';
};

/**
 * Writes one block as HTML: pictures with their renditions, an embed as a link that loads nothing, a place as links.
 * Empty where what it stands for is not there.
 */
export const blockHtml = (block: RenderedBlock, bound: Bound): string => {
  switch (block.type) {
    case 'html':
      return block.html;
    case 'image':
      return figure(image(bound, block), block.caption);
    case 'gallery':
      return figure(block.items.map((item) => figure(image(bound, item), item.caption)).join(''), block.caption);
    case 'quote': {
      const words = `<blockquote><p>${escaped(block.text).replace(/\r?\n|\r/g, '<br>')}</p></blockquote>`;
      return block.cite === undefined ? words : figure(words, block.cite);
    }
    case 'table': {
      const caption = block.caption === undefined ? '' : `<caption>${escaped(block.caption)}</caption>`;
      const rows = block.rows.map((row) => cells('td', row)).join('');
      return `<table>${caption}<thead>${cells('th', block.header)}</thead><tbody>${rows}</tbody></table>`;
    }
    case 'embed': {
      const shown = block.mediaId === undefined ? '' : image(bound, { mediaId: block.mediaId, alt: '' });
      return `<figure><a${attribute('href', block.url)} rel="noopener noreferrer">${shown}<span>${escaped(block.title)}</span></a></figure>`;
    }
    default: {
      const links = bound.links(block).map(({ url, title }) => linked(url, escaped(title)));
      if (links.length === 0) return '';
      return block.type === 'products'
        ? `<ul>${links.map((one) => `<li>${one}</li>`).join('')}</ul>`
        : `<p>${links.join('')}</p>`;
    }
  }
};

/** Writes the blocks of a body as HTML, in their order. */
export const bodyHtml = (blocks: readonly RenderedBlock[], bound: Bound): string =>
  blocks
    .map((block) => blockHtml(block, bound))
    .filter((html) => html !== '')
    .join('\n');
