// A CommonJS package: Node finds only some of its names, so all are taken from the default.
import xss from 'xss';
import { typed } from '#lib/text.ts';

const { escapeHtml, FilterXSS, getDefaultWhiteList, safeAttrValue } = xss as unknown as typeof import('xss');

const { video: _video, audio: _audio, ...allowed } = getDefaultWhiteList();

/** Elements that go with all that is in them. To a browser the first ones hold text and no elements, until they end. */
const raw = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);
const nesting = new Set([
  'object', 'applet', 'noscript', 'template', 'svg', 'math', 'select', 'datalist', 'button', 'video', 'audio', 'canvas',
  'frameset', 'dialog',
]); // biome-ignore format: a list
/** These may close themselves (`<svg/>`); other elements stay open in a browser. */
const foreign = new Set(['svg', 'math']);

/** Addresses by http(s), mailto, tel or relative: the library's rules, less `data:` and `ftp:`. */
const safeValue: typeof safeAttrValue = (tag, name, value, css) =>
  /^\s*(data|ftp):/i.test(value) ? '' : safeAttrValue(tag, name, value, css);

/** An attribute whose value is not taken goes whole; a link to another window tells that nothing of ours. */
const attribute = (tag: string, name: string, value: string, isWhite: boolean): string | undefined => {
  if (!isWhite) return '';
  if (name === 'target') return /^_?blank$/i.test(value.trim()) ? 'target="_blank" rel="noopener noreferrer"' : '';
  // The filter of styles is off, and is not asked.
  return value !== '' && safeValue(tag, name, value, undefined as never) === '' ? '' : undefined;
};

/**
 * Makes the filter of one description: text, headings, lists, tables, links and images. No script, style, event
 * attribute, frame or form. What is dropped with its content is dropped to its end, or to that of the text without one.
 */
const newFilter = () => {
  let dropped: { readonly tag: string; depth: number } | undefined;
  return new FilterXSS({
    whiteList: { ...allowed, span: [], figure: [], figcaption: [] },
    css: false,
    stripIgnoreTag: true,
    safeAttrValue: safeValue,
    onTagAttr: (tag, name, value, isWhite) => attribute(tag, name, value, isWhite) as string,
    escapeHtml: (text) => (dropped ? '' : escapeHtml(text)),
    onTag: (tag, html, { isClosing }) => {
      if (dropped) {
        if (tag === dropped.tag) dropped.depth += isClosing ? -1 : raw.has(tag) ? 0 : 1;
        if (dropped.depth === 0) dropped = undefined;
        return '';
      }
      const ends = isClosing || (foreign.has(tag) && html.endsWith('/>'));
      if (!ends && (raw.has(tag) || nesting.has(tag))) dropped = { tag, depth: 1 };
      return undefined as unknown as string;
    },
  });
};

/**
 * Sanitises HTML; `null` when nothing is left. The same text gives the same text, and its own result again. It is folded
 * as every text of a file is, and line ends become line feeds, as HTML itself takes them: a file cannot keep others.
 */
export const safeHtml = (text: string | null): string | null => {
  if (text === null) return null;
  const html = typed(text.replace(/\r\n?/g, '\n'));
  // A bare `<` of a text ("5 < 6") is no tag to a browser, but would be one to the filter.
  const safe = newFilter().process(html.replace(/<(?![a-z/!?])/gi, '&lt;'));
  // An image whose address was not taken shows nothing.
  return typed(safe.replace(/<img(?![^>]* src=)[^>]*>/g, '')) || null;
};
