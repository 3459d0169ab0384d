import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createApiKey } from '../functions/users/public.ts';
import { PICTURES, PICTURES_IN_FILE } from './demo-shop/pictures.ts';
import { prices, type Thing, things } from './demo-shop/things.ts';
import { loadState, saveState } from './state.ts';

const CATALOG = new URL('demo-catalog.csv', import.meta.url);
const ASK_AGAIN_MS = 200;
/** Pauses before the demo shop is tried again after a refusal, the longest at last. */
const PAUSES_MS = [1000, 5000, 20_000, 60_000];

/** The running stack that the demo shop goes into, and what ends the work: the stack's own end. */
export interface Shop {
  readonly folder: string;
  readonly api: string;
  readonly adminKey: string;
  readonly signal: AbortSignal;
}

interface Import {
  readonly id: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly reason: string | null;
  readonly products: Readonly<Record<string, number>>;
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
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
 * Makes the demo the way a merchant would: an import by the public API, a collection of each kind, tax rates, ways to
 * ship, a coupon and a price list.
 */
const seed = async (shop: Shop): Promise<number> => {
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
  return countOf(shop, '/products');
};

/** Creates a thing that nothing else is called like, also in a seeding that goes on with another; answers its id. */
const createOnce = async (shop: Shop, { path, name, body }: Thing): Promise<string> => {
  const { items } = await asked<{ items: readonly Readonly<Record<string, string>>[] }>(shop, path);
  const there = items.find((one) => one[name] === body[name]);
  return there?.['id'] ?? (await create<{ id: string }>(shop, path, body)).id;
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
  const { id, upload } = await create<Import>(shop, '/admin/imports', { kind: 'products', format: 'shopify-csv' });
  const file = (await readFile(CATALOG, 'utf8')).replaceAll(PICTURES_IN_FILE, `${new URL(shop.api).origin}${PICTURES}`);
  const stored = await answer(shop, () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([file], { type: 'text/csv' }), 'demo-catalog.csv');
    return fetch(upload.url, { method: 'POST', body: form, signal: shop.signal });
  });
  if (!stored.ok) throw new Error(`the upload was answered ${stored.status}: ${(await stored.text()).slice(0, 300)}`);
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

/** Answers a request that was answered: not "later", as on a machine under load, and not a connection that broke. */
const answer = async (shop: Shop, ask: () => Promise<Response>): Promise<Response> => {
  let found: Response | undefined;
  await until(shop, async () => {
    found = await ask().catch(() => undefined);
    return found !== undefined && found.status !== 429 && found.status < 500;
  });
  return found as Response;
};

const send = (shop: Shop, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { authorization: `Bearer ${shop.adminKey}`, 'content-type': 'application/json' };
  return answer(shop, () => fetch(`${shop.api}${path}`, { headers, signal: shop.signal, ...init }));
};

/** @throws Error when the answer refuses */
const asked = async <T>(shop: Shop, path: string, init?: RequestInit): Promise<T> => {
  const found = await send(shop, path, init);
  if (!found.ok) throw new Error(`${path} answered ${found.status}: ${(await found.text()).slice(0, 300)}`);
  return (await found.json()) as T;
};

/** Asks until there is something: pages follow a change a moment later. */
const eventually = async <T>(shop: Shop, path: string): Promise<T> => {
  await until(shop, async () => (await send(shop, path)).ok);
  return asked(shop, path);
};

/** Creates something; what a seeding that was cut short has made is there (409). */
const create = async <T>(shop: Shop, path: string, body: object): Promise<T> => {
  const found = await send(shop, path, { method: 'POST', body: JSON.stringify(body) });
  if (!found.ok && found.status !== 409)
    throw new Error(`${path} answered ${found.status}: ${(await found.text()).slice(0, 300)}`);
  return (await found.json()) as T;
};

const until = async (shop: Shop, condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await wait(ASK_AGAIN_MS, undefined, { signal: shop.signal });
};
