// A CommonJS package: Node finds only some of its names, so all are taken from the default.
import xss from 'xss';
import { typed } from '#lib/text.ts';

const { escapeAttrValue, escapeHtml, FilterXSS, getDefaultWhiteList, safeAttrValue } =
  xss as unknown as typeof import('xss');

/** What HTML may hold where it is shown. */
export interface HtmlRules {
  /** The elements that stay, with the attributes that stay on them, in lower case. */
  readonly elements: Readonly<Record<string, readonly string[]>>;
  /** Whether one of these attributes stays with its value, where not every value does. */
  readonly takes?: (tag: string, name: string, value: string) => boolean;
}

/** Elements that go with all that is in them. To a browser the first ones hold text and no elements, until they end. */
const raw = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);
const nesting = new Set([
  'object', 'applet', 'noscript', 'template', 'svg', 'math', 'select', 'datalist', 'button', 'video', 'audio', 'canvas',
  'frameset', 'dialog',
]); // biome-ignore format: a list
/** These may close themselves (`<svg/>`); other elements stay open in a browser. */
const foreign = new Set(['svg', 'math']);

/** Names and values of a tag's attributes, as a browser reads them: in one pass, however many there are. */
const attributes = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?/g;

/** Addresses by http(s), mailto, tel or relative: the library's rules, less `data:` and `ftp:`. */
const isSafe = (tag: string, name: string, value: string): boolean =>
  !/^\s*(data|ftp):/i.test(value) && safeAttrValue(tag, name, value, undefined as never) !== '';

/**
 * Writes an attribute that stays. One whose value is not taken goes whole; a link to another window tells that nothing
 * of ours. References in a value stay as they are written.
 */
const attribute = (rules: HtmlRules, tag: string, name: string, value: string): string | undefined => {
  if (!rules.elements[tag]?.includes(name)) return undefined;
  if (name === 'target') return /^_?blank$/i.test(value) ? 'target="_blank" rel="noopener noreferrer"' : undefined;
  if (rules.takes?.(tag, name, value) === false) return undefined;
  if (value === '') return name;
  return isSafe(tag, name, value) ? `${name}="${escapeAttrValue(value)}"` : undefined;
};

/** Writes a tag anew, with those of its attributes that stay, each once. An image without an address shows nothing. */
const opened = (rules: HtmlRules, tag: string, html: string): string => {
  const kept = new Map<string, string | undefined>();
  for (const [, written = '', ...values] of html.slice(tag.length + 1, -1).matchAll(attributes)) {
    const name = written.toLowerCase();
    const value = values.find((one) => one !== undefined)?.trim() ?? '';
    if (!kept.has(name)) kept.set(name, attribute(rules, tag, name, value));
  }
  if (tag === 'img' && !kept.get('src')?.includes('=')) return '';
  return `<${[tag, ...[...kept.values()].filter((one) => one !== undefined)].join(' ')}${html.endsWith('/>') ? ' />' : '>'}`;
};

/**
 * Makes the filter of one text: no script, style, event attribute, frame or form. What is dropped with its content is
 * dropped to its end, or to that of the text without one.
 */
const newFilter = (rules: HtmlRules) => {
  let dropped: { readonly tag: string; depth: number } | undefined;
  return new FilterXSS({
    whiteList: Object.fromEntries(Object.keys(rules.elements).map((tag) => [tag, []])),
    css: false,
    stripIgnoreTag: true,
    escapeHtml: (text) => (dropped ? '' : escapeHtml(text)),
    onTag: (tag, html, { isClosing, isWhite }) => {
      if (dropped) {
        if (tag === dropped.tag) dropped.depth += isClosing ? -1 : raw.has(tag) ? 0 : 1;
        if (dropped.depth === 0) dropped = undefined;
        return '';
      }
      const ends = isClosing || (foreign.has(tag) && html.endsWith('/>'));
      if (!ends && (raw.has(tag) || nesting.has(tag))) dropped = { tag, depth: 1 };
      return isWhite && !isClosing ? opened(rules, tag, html) : (undefined as unknown as string);
    },
  });
};

/** Folded until nothing changes: what is unseen goes, and what stood on both sides of it may be one character then. */
const folded = (text: string): string => typed(typed(text));

/**
 * Sanitises HTML by rules; empty when nothing is left. The same text gives the same text, and its own result again. It
 * is folded as every text of a file is, and line ends become line feeds, as HTML itself takes them: a file cannot keep
 * others.
 */
export const sanitiseHtml = (text: string, rules: HtmlRules): string => {
  const html = folded(text.replace(/\r\n?/g, '\n'));
  // A bare `<` of a text ("5 < 6") is no tag to a browser, but would be one to the filter.
  const safe = newFilter(rules).process(html.replace(/<(?![a-z/!?])/gi, '&lt;'));
  // A stroke through what precedes it: behind a tag it would make `≯` of the tag's end, and the text one of its attributes.
  return typed(safe.replace(/>\u0338/g, '>&#824;'));
};

/**
 * The version of what makes a description of what was written: this filter and its rules. It is raised with each change that
 * may give other HTML for the same text. What was stored by an older one is sanitised again when it is read, and for good by
 * `npm run rebuild`.
 */
export const FILTER_VERSION = 1;

/** Answers whether an item's HTML was sanitised by an older version; items from before it was noted are of the first. */
export const isOfOlderFilter = (item: { readonly filterVersion?: unknown }): boolean =>
  Number(item.filterVersion ?? 1) < FILTER_VERSION;

const { video: _video, audio: _audio, ...allowed } = getDefaultWhiteList();
/** What a description is made of: text, headings, lists, tables, links and images. */
const ofDescriptions: HtmlRules = {
  elements: { ...allowed, span: [], figure: [], figcaption: [] } as HtmlRules['elements'],
};

/** Sanitises the HTML of a description; `null` when nothing is left. */
export const safeHtml = (text: string | null): string | null =>
  text === null ? null : sanitiseHtml(text, ofDescriptions) || null;
