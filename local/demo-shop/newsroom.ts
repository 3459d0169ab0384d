import { readFile } from 'node:fs/promises';
import { type Article, articles, author, favourites, menus, presents, type Scene, sections } from './articles.ts';
import { scenes } from './scenes.ts';
import { asked, createOnce, eventually, type Form, type Shop, until, upload } from './shop-api.ts';

/** The media of the demo's pictures, by their names. */
export type Pictures = Readonly<Record<Scene, string>>;
interface Media {
  readonly id: string;
  readonly alt: string;
  readonly status: string;
}

/** Uploads the demo's pictures and waits until they are ready; those that an earlier seeding has brought stay. */
export const bringPictures = async (shop: Shop): Promise<Pictures> => {
  const { items } = await asked<{ items: readonly Media[] }>(shop, '/admin/media?limit=100');
  const names = Object.keys(scenes) as Scene[];
  const ids = await Promise.all(
    names.map(async (name) => {
      // One that waits may never have got its file: the seeding was killed before it was sent.
      const there = items.find(({ alt, status }) => alt === scenes[name] && !['refused', 'waiting'].includes(status));
      return [name, there?.id ?? (await picture(shop, name))] as const;
    }),
  );
  await Promise.all(ids.map(([, id]) => ready(shop, id)));
  return Object.fromEntries(ids) as Record<Scene, string>;
};

const picture = async (shop: Shop, name: Scene): Promise<string> => {
  const file = await readFile(new URL(`scenes/${name}.webp`, import.meta.url));
  const body = JSON.stringify({ alt: scenes[name] });
  const made = await asked<{ id: string; upload: Form }>(shop, '/admin/media/uploads', { method: 'POST', body });
  await upload(shop, made.upload, new Blob([new Uint8Array(file)], { type: 'image/webp' }), `${name}.webp`);
  return made.id;
};

const ready = (shop: Shop, id: string): Promise<void> =>
  until(shop, async () => {
    const { status } = await asked<Media>(shop, `/admin/media/${id}`);
    if (status === 'refused') throw new Error(`the picture ${id} was refused`);
    return status === 'ready';
  });

const put = (shop: Shop, path: string, body: object): Promise<unknown> =>
  asked(shop, path, { method: 'PUT', body: JSON.stringify(body) });
const publish = (shop: Shop, path: string): Promise<unknown> =>
  asked(shop, `${path}/publish`, { method: 'POST', body: '{}' });

/** Has the demo's articles published, its menus made and its first page put together. */
export const bringNewsroom = async (shop: Shop, pictures: Pictures): Promise<void> => {
  const { slug, ...about } = author;
  await Promise.all([
    put(shop, `/admin/content/authors/${slug}`, about),
    ...sections.map((section) =>
      put(shop, `/admin/content/sections/${section.slug}`, { title: section.title, description: section.description }),
    ),
    ...Object.entries(menus).map(([name, items]) => put(shop, `/admin/content/menus/${name}`, { items })),
  ]);
  const products = await productIds(shop);
  const ids: string[] = [];
  // The first of the list is the newest: it is published last.
  for (const article of articles.toReversed()) ids.unshift(await published(shop, article, { pictures, products }));
  const items = (slugs: readonly string[]) =>
    slugs.flatMap((one) => (products[one] ? [{ type: 'product', id: products[one] }] : []));
  await put(shop, '/admin/content/fronts/home', {
    title: 'Good things, made slowly',
    slots: [
      { id: 'lead', style: 'hero', items: ids.slice(0, 3).map((id) => ({ type: 'entry', id })) },
      { id: 'favourites', title: 'Favourites this week', items: items(favourites) },
      { id: 'presents', title: 'Small presents', style: 'row', items: items(presents) },
      { id: 'latest', title: 'Latest stories', style: 'list', list: { limit: 6 } },
    ],
  });
  await publish(shop, '/admin/content/fronts/home');
};

/** Answers the ids of the products that are named, by slug. */
const productIds = async (shop: Shop): Promise<Readonly<Record<string, string>>> => {
  const inText = articles.flatMap(({ parts }) => parts.flatMap((part) => ('product' in part ? [part.product] : [])));
  const slugs = [...new Set([...inText, ...favourites, ...presents])];
  const found = await Promise.all(
    slugs.map(async (slug) => [slug, (await eventually<{ id: string }>(shop, `/products/${slug}`)).id] as const),
  );
  return Object.fromEntries(found);
};

interface Bound {
  readonly pictures: Pictures;
  readonly products: Readonly<Record<string, string>>;
}
const published = async (shop: Shop, article: Article, { pictures, products }: Bound): Promise<string> => {
  const { parts, picture: scene, section = null, ...written } = article;
  const blocks = parts.map((part) => {
    if ('product' in part) return { type: 'product', productId: products[part.product] };
    return 'quote' in part
      ? { type: 'quote', text: part.quote, cite: part.cite }
      : { type: 'text', markdown: part.text };
  });
  const authors = article.kind === 'page' ? [] : [author.slug];
  const body = { ...written, section, authors, blocks, image: scene ? pictures[scene] : null };
  const id = await createOnce(shop, { path: '/admin/content/entries', name: 'slug', body });
  await publish(shop, `/admin/content/entries/${id}`);
  return id;
};
