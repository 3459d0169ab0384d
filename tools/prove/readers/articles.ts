import { page, type ReadObject, route } from './object.ts';
import { each, makeProducts, publishEntry, type Staff, writeEntry } from './staff.ts';

const PARAGRAPH = 'A sentence that says what happened, where it happened, and who has seen it happen. ';

/** Publishes articles, each with a product in it; answers so many objects: pages of the site and answers of the API. */
export const publishArticles = async (staff: Staff, objects: number): Promise<ReadObject[]> => {
  const articles = Math.ceil(objects / 2);
  const names = Array.from({ length: articles }, (_, number) => `story-${number}`);
  const products = await makeProducts(
    staff,
    names.map((name) => `thing-of-${name}`),
    1900,
  );
  await each(names, async (slug, index) => {
    const blocks = [
      { type: 'text', markdown: PARAGRAPH.repeat(30) },
      { type: 'product', productId: products[index] },
      { type: 'text', markdown: PARAGRAPH.repeat(30) },
    ];
    await publishEntry(staff, await writeEntry(staff, { title: `The story of ${slug}`, slug, blocks }));
  });
  return names
    .flatMap((slug) => [page(`${slug} (page)`, `/${slug}`), route(`${slug} (API)`, `/content/entries/${slug}`)])
    .slice(0, objects);
};
