import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createApiKey } from '../functions/users/public.ts';
import { bringMerchandising } from './demo-shop/merchandising.ts';
import { bringNewsroom, bringPictures } from './demo-shop/newsroom.ts';
import { PICTURES, PICTURES_IN_FILE } from './demo-shop/pictures.ts';
import {
  asked,
  create,
  createOnce,
  eventually,
  type Form,
  type Shop,
  send,
  until,
  upload,
} from './demo-shop/shop-api.ts';
import { prices, things } from './demo-shop/things.ts';
import { loadState, saveState } from './state.ts';

const CATALOG = new URL('demo-catalog.csv', import.meta.url);
/** Pauses before the demo shop is tried again after a refusal, the longest at last. */
const PAUSES_MS = [1000, 5000, 20_000, 60_000];

interface Import {
  readonly id: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly reason: string | null;
  readonly products: Readonly<Record<string, number>>;
  readonly upload: Form;
}
interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** The key of the local administrator: made once per data folder, by the users module itself. */
export const localAdminKey = async (folder: string): Promise<string> => {
  const state = loadState(folder);
  if (state.adminKey) return state.adminKey;
  const { secret } = await createApiKey({ name: 'local administrator', scopes: ['admin'] });
  saveState(folder, { ...state, adminKey: secret });
  return secret;
};

/** The products of the demo's collection by hand, in their order, by slug. */
const PICKS = ['wool-throw-aeroe', 'mug', 'olive-wood-spoon'];
/** The tag of the demo's collection by rule. */
const GIFT = 'gift';

/**
 * Puts the demo shop into an empty one, however long that takes, and resolves when every page of it is there. An answer
 * that refuses is told once and asked for again; nothing but the end of the stack ends this.
 * @param tell takes a sentence for the terminal
 * @returns how many products the shop shows
 */
export const bringDemoShop = async (shop: Shop, tell: (sentence: string) => void): Promise<number> => {
  let told = '';
  for (let attempt = 0; ; attempt += 1) {
    try {
      const products = await seed(shop);
      saveState(shop.folder, { ...loadState(shop.folder), seeded: true });
      return products;
    } catch (error) {
      shop.signal.throwIfAborted();
      const { message } = error as Error;
      if (message !== told) tell(`The demo shop is not in yet, and is tried again: ${message}`);
      told = message;
      await wait(PAUSES_MS[attempt] ?? PAUSES_MS.at(-1), undefined, { signal: shop.signal });
    }
  }
};

/**
 * Makes the demo the way a merchant and an editor would: an import by the public API, a collection of each kind, tax rates,
 * ways to ship, a coupon, a price list; articles with pictures, menus and the first page.
 */
const seed = async (shop: Shop): Promise<number> => {
  const pictures = bringPictures(shop);
  pictures.catch(() => undefined);
  const { products } = await imported(shop);
  const count = Object.values(products).reduce((sum, one) => sum + one, 0);
  // A product's entry for staff, which drafts have too, comes with those for the shop.
  await until(shop, async () => (await countOf(shop, '/admin/products')) >= count);
  const productIds: string[] = [];
  for (const slug of PICKS) productIds.push((await eventually<{ id: string }>(shop, `/products/${slug}`)).id);
  const gift = { field: 'tag', operator: 'is', value: GIFT };
  await create(shop, '/admin/collections', { kind: 'manual', title: 'Staff picks', slug: 'staff-picks', productIds });
  await create(shop, '/admin/collections', { kind: 'automated', title: 'Gifts', slug: 'gifts', conditions: [gift] });
  const { currency, currencies } = await asked<{ currency: string; currencies: readonly string[] }>(shop, '/shop');
  for (const thing of things(currencies)) await createOnce(shop, thing);
  await send(shop, `/admin/price-lists/${await createOnce(shop, prices.list(currency))}/prices`, {
    method: 'PUT',
    body: JSON.stringify({ prices: prices.of }),
  });
  await shown(shop, 'staff-picks', PICKS.length);
  await shown(shop, 'gifts', await countOf(shop, `/products?tag=${GIFT}`));
  await bringNewsroom(shop, await pictures);
  await bringMerchandising(shop);
  return countOf(shop, '/products');
};

/** Resolves when a collection shows so many products. */
const shown = (shop: Shop, slug: string, count: number): Promise<void> =>
  until(shop, async () => {
    const { products } = await eventually<{ products: Page }>(shop, `/collections/${slug}?limit=100`);
    return products.items.length >= count;
  });

/**
 * Has the demo's file imported. The import is kept by its id once it has its file, so that a start after one that was cut
 * short goes on with it; one that failed is begun anew.
 */
const imported = async (shop: Shop): Promise<Import> => {
  const path = `/admin/imports/${(await importBefore(shop)) ?? (await begin(shop))}`;
  let seen = await asked<Import>(shop, path);
  await until(shop, async () => {
    seen = await asked<Import>(shop, path);
    if (hasFailed(seen)) throw new Error(`the import ${seen.status}: ${seen.reason}`);
    return seen.status === 'done';
  });
  return seen;
};

const hasFailed = ({ status }: Import): boolean => status === 'failed' || status === 'cancelled';

const importBefore = async (shop: Shop): Promise<string | undefined> => {
  const { importId } = loadState(shop.folder);
  if (importId === undefined) return undefined;
  const found = await send(shop, `/admin/imports/${importId}`);
  return found.ok && !hasFailed((await found.json()) as Import) ? importId : undefined;
};

const begin = async (shop: Shop): Promise<string> => {
  const { id, upload: form } = await create<Import>(shop, '/admin/imports', {
    kind: 'products',
    format: 'shopify-csv',
  });
  const file = (await readFile(CATALOG, 'utf8')).replaceAll(PICTURES_IN_FILE, `${new URL(shop.api).origin}${PICTURES}`);
  await upload(shop, form, new Blob([file], { type: 'text/csv' }), 'demo-catalog.csv');
  saveState(shop.folder, { ...loadState(shop.folder), importId: id });
  return id;
};

/** Counts the products of a list, page by page. */
const countOf = async (shop: Shop, path: string): Promise<number> => {
  const page = `${path}${path.includes('?') ? '&' : '?'}limit=100`;
  let count = 0;
  for (let cursor: string | null = '', more = true; more; more = cursor !== null) {
    const next: Page = await asked(shop, cursor ? `${page}&cursor=${encodeURIComponent(cursor)}` : page);
    count += next.items.length;
    cursor = next.nextCursor;
  }
  return count;
};
