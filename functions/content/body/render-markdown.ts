import { Marked, Tokenizer, type Tokens } from 'marked';
import { escaped } from './escaped.ts';

/** Blocks within blocks, and spans within spans. */
const MOST_DEPTH = 32;
/**
 * Characters that the parts of a body's texts may look ahead over, all together. Each of these parts may look to the end
 * of what holds it, and find nothing there: those of an article do so over some tens of times its length.
 */
const MOST_WORK = 20_000_000;

/** A line that begins more blocks within each other; a row of stars or dashes is a rule, however long. */
const tooDeep = /^(?! {0,3}(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$)[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+|>[ \t]?){33}/m;

class TooMuchWork extends Error {}

/** What a part of Markdown may look over from where it begins; none, where it cannot begin there. */
type Cost = (text: string) => number;
/** All the rest of the text, where it begins with these characters. */
const toTheEnd =
  (begin: RegExp): Cost =>
  (text) =>
    begin.test(text) ? text.length : 0;
const before = (text: string, end: number): number => (end < 0 ? text.length : end);
const toBlankLine: Cost = (text) => before(text, text.indexOf('\n\n'));

/** A table has as many cells as its header in each of its lines, however few are written: each is made, and costs. */
const CELL = 100;
const table: Cost = (text) => {
  if (!/^[^\n]+\n *[|:-]/.test(text)) return 0;
  const [head = '', ...rows] = text.slice(0, toBlankLine(text)).split('\n');
  return toBlankLine(text) + CELL * head.split('|').length * rows.length;
};

/** More characters than any address has, with no blank between: each of them would be tried as one's beginning and end. */
const unbroken = /^[!-;=?-~]{2049,}/;
const url: Cost = (text) => (/^[\w.+-]/.test(text) && !unbroken.test(text) ? before(text, text.search(/[\s<]/)) : 0);
/** Takes what is no address and no words as the text that it is. */
function inlineText(text: string): Tokens.Text | false {
  const raw = unbroken.exec(text)?.[0];
  return raw === undefined ? false : { type: 'text', raw, text: raw, escaped: false };
}

const costs = {
  blockquote: toTheEnd(/^ {0,3}>/),
  list: toTheEnd(/^ {0,3}[-+*\d]/),
  html: toTheEnd(/^ {0,3}</),
  def: toTheEnd(/^ {0,3}\[/),
  table,
  lheading: toBlankLine,
  link: toTheEnd(/^!?\[/),
  reflink: toTheEnd(/^!?\[/),
  tag: toTheEnd(/^</),
  autolink: toTheEnd(/^</),
  emStrong: toTheEnd(/^[*_]/),
  del: toTheEnd(/^~/),
  codespan: toTheEnd(/^`/),
  url,
} satisfies Readonly<Record<string, Cost>>;

type Part = (this: Tokenizer, text: string, ...more: never[]) => unknown;

/**
 * Makes a renderer of Markdown, as GitHub takes it, for the texts of one body. What it answers is HTML that nobody may see
 * yet: HTML in the texts and addresses are as they were written. A text that is nested without end, or made to be searched
 * again and again, comes back as it was typed.
 */
export const newMarkdownRenderer = (): ((markdown: string) => string) => {
  let [depth, work] = [0, 0];
  const counted = ([name, cost]: [string, Cost]): [string, Part] => {
    const part = Tokenizer.prototype[name as keyof typeof costs] as Part;
    return [
      name,
      function (text, ...more) {
        const costing = cost(text);
        if (costing === 0) return undefined;
        work += costing;
        if (depth >= MOST_DEPTH || work > MOST_WORK) throw new TooMuchWork();
        depth += 1;
        const token = part.call(this, text, ...more);
        depth -= 1;
        return token;
      },
    ];
  };
  const marked = new Marked({
    gfm: true,
    tokenizer: { ...Object.fromEntries(Object.entries(costs).map(counted)), inlineText },
    renderer: { checkbox: ({ checked }) => (checked ? '☑ ' : '☐ ') },
  });
  return (markdown) => {
    depth = 0;
    try {
      if (tooDeep.test(markdown)) throw new TooMuchWork();
      return marked.parse(markdown, { async: false });
    } catch (error) {
      if (!(error instanceof TooMuchWork)) throw error;
      return `<p>${escaped(markdown)}</p>`;
    }
  };
};
