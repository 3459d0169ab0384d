import { blockHtml, bodyHtml } from '../../../functions/content/body/body-html.ts';
import { escaped } from '../../../functions/content/body/escaped.ts';
import { jsonForScript } from '../../../functions/content/body/json-for-script.ts';
import { renderBody } from '../../../functions/content/body/render-body.ts';
import { blocksWith, boundWith } from '../../../functions/content/fixtures/markup-blocks.ts';
import type { Site } from './site.ts';
import { pagesWith } from './site-pages.ts';

/** A way in which readers get what an author wrote. */
export interface Source {
  readonly name: string;
  /** Publishes a payload wherever an author may put it, and answers the addresses at which readers get it. */
  readonly publish: (payload: string) => Promise<readonly string[]>;
}

const page = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><script type="application/ld+json">${jsonForScript({ '@type': 'NewsArticle', headline: title })}</script></head><body><main><h1>${escaped(title)}</h1>${content}</main></body></html>`;

const html = (body: string) => ({ type: 'text/html; charset=utf-8', body });

/** Pages of articles whose every block holds the payload, and the documents that they are made of. */
const articles = (site: Site): Source => ({
  name: 'articles',
  publish: async (payload) => {
    const { blocks } = renderBody(Object.values(blocksWith(payload)));
    return [
      site.put(html(page(payload, bodyHtml(blocks, boundWith(payload))))),
      site.put({ type: 'application/json', body: JSON.stringify({ title: payload, blocks }) }),
    ];
  },
});

/** Pages as the site's function writes them. */
const sitePages = (site: Site): Source => ({
  name: 'pages of the site',
  publish: async (payload) => (await pagesWith(payload)).map((text) => site.put(html(text))),
});

/** What is opened. */
export const sources: readonly ((site: Site) => Source)[] = [articles, sitePages];

/** The control: the same pages with the filter left out, under the site’s policy and without one. */
export const unfiltered = (site: Site, policy: boolean): Source => ({
  name: policy ? 'without the filter' : 'without filter and policy',
  publish: async (payload) => [
    site.put({ ...html(page(payload, blockHtml({ type: 'html', html: payload }, boundWith(payload)))), policy }),
  ],
});
