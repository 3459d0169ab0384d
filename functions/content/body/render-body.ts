import * as z from 'zod/mini';
import { articleHtml, FILTER_VERSION } from './article-html.ts';
import { type Block, RenderedBlock } from './block.ts';
import { newMarkdownRenderer } from './render-markdown.ts';

/** An article's body as it is stored for readers, before what it refers to is bound. */
export const Body = z.object({
  /** What made its HTML; one below `FILTER_VERSION` is rendered again. */
  filterVersion: z.int(),
  blocks: z.array(RenderedBlock),
});
export type Body = z.infer<typeof Body>;

const htmlOf = (html: string): RenderedBlock[] => (html === '' ? [] : [{ type: 'html', html }]);

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
