// A CommonJS package: Node finds only some of its names, so all are taken from the default.
import xss from 'xss';
import { typed } from '#lib/text.ts';

const { FilterXSS, getDefaultWhiteList, safeAttrValue } = xss as unknown as typeof import('xss');

const { video: _video, audio: _audio, ...allowed } = getDefaultWhiteList();

/**
 * Filter of descriptions: text, headings, lists, tables, links and images. No script, style, event attribute, frame or
 * form; addresses only by http(s), mailto, tel or relative (the library's rules, less `data:`).
 */
const filter = new FilterXSS({
  whiteList: { ...allowed, span: [], figure: [], figcaption: [] },
  css: false,
  safeAttrValue: (tag, name, value, css) =>
    /^\s*(data|ftp):/i.test(value) ? '' : safeAttrValue(tag, name, value, css),
  stripIgnoreTag: true,
  stripIgnoreTagBody: [
    'script',
    'style',
    'iframe',
    'object',
    'noscript',
    'template',
    'svg',
    'math',
    'textarea',
    'title',
  ],
});

/**
 * Sanitises HTML; `null` when nothing is left. The same text gives the same text. It is folded as every text of a file is,
 * and line ends become line feeds, as HTML itself takes them: a file cannot keep others.
 */
export const safeHtml = (text: string | null): string | null => {
  if (text === null) return null;
  const html = typed(text.replace(/\r\n?/g, '\n'));
  // A bare `<` of a text ("5 < 6") is no tag to a browser, but would be one to the filter.
  return typed(filter.process(html.replace(/<(?![a-z/!?])/gi, '&lt;'))) || null;
};
