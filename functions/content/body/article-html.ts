import { typed } from '#lib/text.ts';
import { type HtmlRules, sanitiseHtml } from '../../catalog/public.ts';
import { balanced } from './balanced.ts';

const span = ['colspan', 'rowspan', 'align'];
/**
 * What an article's HTML may hold. No style, class, id or name, so that nothing of it takes part in the page around it; a
 * class names the language of code alone.
 */
const elements: HtmlRules['elements'] = {
  a: ['href', 'title', 'target'], abbr: ['title'], b: [], bdi: ['dir'], bdo: ['dir'], big: [], blockquote: [], br: [],
  caption: [], cite: [], code: ['class'], col: ['span'], colgroup: ['span'], dd: [], del: ['datetime'], details: ['open'],
  dfn: ['title'], div: ['dir'], dl: [], dt: [], em: [], figcaption: [], figure: [], h1: [], h2: [], h3: [], h4: [], h5: [],
  h6: [], hr: [], i: [], img: ['src', 'alt', 'title', 'width', 'height'], ins: ['datetime'], kbd: [], li: ['value'],
  mark: [], ol: ['start', 'reversed'], p: ['dir'], pre: [], q: [], rp: [], rt: [], ruby: [], s: [], samp: [], section: [],
  small: [], span: ['dir'], strike: [], strong: [], sub: [], summary: [], sup: [], table: [], tbody: [], td: span,
  tfoot: [], th: [...span, 'scope'], thead: [], time: ['datetime'], tr: [], tt: [], u: [], ul: [], var: [], wbr: [],
}; // biome-ignore format: a table

const number = /^\d{1,9}$/;
/** The values that an attribute takes, where not every text is one. Pictures are files of ours: no page has readers ask elsewhere. */
const values: Readonly<Record<string, RegExp>> = {
  src: /^\/media\/[\w-]+(?:\.[\w-]+)*(?:\/[\w-]+(?:\.[\w-]+)*)*$/,
  class: /^language-[\w+#.-]{1,40}$/,
  dir: /^(?:ltr|rtl|auto)$/i,
  align: /^(?:left|center|right)$/i,
  scope: /^(?:col|row)(?:group)?$/i,
  datetime: /^[\w:.+-]{1,40}$/,
  open: /^(?:open)?$/i,
  reversed: /^(?:reversed)?$/i,
  ...Object.fromEntries(
    ['span', 'colspan', 'rowspan', 'width', 'height', 'value', 'start'].map((name) => [name, number]),
  ),
};

const rules: HtmlRules = { elements, takes: (_tag, name, value) => values[name]?.test(value) ?? true };

/**
 * The version of what makes an article's HTML: `marked`, this filter, and what follows it. It is raised with each change
 * that may give other HTML for the same body; a document of an older one is rendered again.
 */
export const FILTER_VERSION = 1;

/**
 * Sanitises HTML of any source for an article: what is left cannot act, asks no other host, and ends whatever it begins.
 * It is folded once more: where a tag was taken out, what stood on both sides of it may be one character, or a blank end.
 */
export const articleHtml = (html: string): string => typed(balanced(sanitiseHtml(html, rules)));
