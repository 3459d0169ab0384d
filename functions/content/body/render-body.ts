import { articleHtml, FILTER_VERSION } from './article-html.ts';
import type { Block } from './block.ts';
import { newMarkdownRenderer } from './render-markdown.ts';

/** Markdown and imported HTML once they are rendered: a reader need not know how it was written. Sanitised, and never empty. */
export interface HtmlBlock {
  readonly type: 'html';
  readonly html: string;
}
/** A block as it is stored for readers. All but `html` is plain text and ids: whoever prints HTML escapes it. */
export type RenderedBlock = HtmlBlock | Exclude<Block, { type: 'text' | 'html' }>;

/** An article's body as it is stored for readers, before its places are bound. */
export interface Body {
  /** What made its HTML; one below `FILTER_VERSION` is rendered again. */
  readonly filterVersion: number;
  readonly blocks: readonly RenderedBlock[];
}

const htmlOf = (html: string): HtmlBlock[] => (html === '' ? [] : [{ type: 'html', html }]);

/**
 * Renders a body: Markdown becomes HTML, and all HTML is sanitised after that. A block of which nothing is left is left
 * out. Captions, titles, quotes and cells stay plain text, markup in them included: whoever prints HTML escapes them.
 */
export const renderBody = (blocks: readonly Block[]): Body => {
  const renderMarkdown = newMarkdownRenderer();
  const rendered = (block: Block): RenderedBlock[] => {
    if (block.type === 'text') return htmlOf(articleHtml(renderMarkdown(block.markdown)));
    return block.type === 'html' ? htmlOf(articleHtml(block.html)) : [block];
  };
  return { filterVersion: FILTER_VERSION, blocks: blocks.flatMap(rendered) };
};
