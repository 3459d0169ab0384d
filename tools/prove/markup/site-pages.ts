import { renderBody } from '../../../functions/content/body/render-body.ts';
import { blocksWith, boundWith } from '../../../functions/content/fixtures/markup-blocks.ts';
import type { EntryView, ShownBlock } from '../../../functions/content/public.ts';
import { entryPage } from '../../../functions/site/pages/entry-page.ts';
import { frontPage } from '../../../functions/site/pages/front-page.ts';
import type { Page } from '../../../functions/site/pages/page-reply.ts';
import { renderTemplate } from '../../../functions/site/view/liquid.ts';
import { viewOf } from '../../../functions/site/view/page-view.ts';
import { environment } from '../../../local/environment.ts';

/** Pages are made out of what is there, without an engine: the environment is one that leads nowhere. */
const nowhere = 'http://127.0.0.1:1';
const engines = { dynamodb: nowhere, sns: nowhere, sqs: nowhere, s3: nowhere, ses: nowhere };
Object.assign(
  process.env,
  environment({ stage: 'local', api: `${nowhere}/api/v1`, endpoints: engines, stageKey: 'k'.repeat(40) }),
);

const moment = '2026-01-02T03:04:05.000Z';
const picture = (payload: string) => boundWith(payload).picture('med_01J00000000000000000000000') ?? null;
const product = (payload: string) => ({
  id: 'prd_01J00000000000000000000000', slug: payload, title: payload, vendor: payload,
  image: { url: '/media/a.1/320.jpeg', alt: payload }, compareAtPrice: null,
  priceRange: { min: { amount: 1, currency: 'EUR' }, max: { amount: 2, currency: 'EUR' } },
}); // biome-ignore format: a table
const card = (payload: string) => ({
  id: 'ent_01J00000000000000000000000', kind: 'article' as const, slug: payload, path: `/${payload}`, section: payload,
  title: payload, standfirst: payload, tags: [payload], image: picture(payload), publishedAt: moment, updatedAt: moment,
}); // biome-ignore format: a table

/** Shows the blocks of a body as content's reading does, where everything that they name is called by the payload. */
const shown = (payload: string): ShownBlock[] =>
  renderBody(Object.values(blocksWith(payload))).blocks.flatMap((block): ShownBlock[] => {
    const image = picture(payload);
    if (!image) return [];
    switch (block.type) {
      case 'image':
        return [{ ...block, picture: image, alt: block.alt ?? '' }];
      case 'gallery':
        return [{ ...block, items: block.items.map((one) => ({ ...one, picture: image, alt: one.alt ?? '' })) }];
      case 'product':
        return [{ type: 'product', product: product(payload) }];
      case 'products':
        return [{ type: 'products', products: [product(payload)] }];
      case 'entry':
        return [{ type: 'entry', entry: card(payload) }];
      case 'embed':
        return [{ ...block, picture: image }];
      default:
        return [block];
    }
  });

const entryWith = (payload: string): EntryView => {
  const { section: _, ...own } = card(payload);
  return {
    ...own,
    section: { slug: payload, title: payload },
    seo: { title: payload, description: payload },
    blocks: shown(payload),
    authors: [{ slug: payload, name: payload, bio: payload, image: picture(payload) }],
    corrections: [{ at: moment, text: payload }],
    version: 1,
  };
};

const written = async ({ template, head, content }: Page, payload: string): Promise<string> => {
  const items = [{ title: payload, href: '/news', items: [{ title: payload, href: 'https://shop.example/' }] }];
  return renderTemplate(template, {
    ...(await viewOf(head, { main: items, footer: items })),
    ...content,
    asked: payload,
  });
};

/** Writes the site's pages of an article and of a front, as its function does: whatever has a name has the payload for it. */
export const pagesWith = async (payload: string): Promise<string[]> => {
  const name = payload.slice(0, 250).toWellFormed();
  const items = [
    { type: 'entry' as const, ...card(name) },
    { type: 'product' as const, ...product(name) },
  ];
  const front = { slug: 'news', title: name, version: 1, slots: [{ id: 'a', title: name, style: name, items }] };
  const pages = [
    entryPage({ ...entryWith(name), blocks: shown(payload) }, []),
    frontPage(front, { flips: [], description: name }),
  ];
  return Promise.all(pages.map((page) => written(page, name)));
};
