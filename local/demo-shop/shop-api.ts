import { setTimeout as wait } from 'node:timers/promises';
import type { Thing } from './things.ts';

const ASK_AGAIN_MS = 200;

/** The running stack that the demo shop goes into, and what ends the work: the stack's own end. */
export interface Shop {
  readonly folder: string;
  readonly api: string;
  readonly adminKey: string;
  readonly signal: AbortSignal;
}

/** What a form of the API uploads to. */
export interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Answers a request that was answered: not "later", as on a machine under load, and not a connection that broke. */
export const answer = async (shop: Shop, ask: () => Promise<Response>): Promise<Response> => {
  let found: Response | undefined;
  await until(shop, async () => {
    found = await ask().catch(() => undefined);
    return found !== undefined && found.status !== 429 && found.status < 500;
  });
  return found as Response;
};

export const send = (shop: Shop, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { authorization: `Bearer ${shop.adminKey}`, 'content-type': 'application/json' };
  return answer(shop, () => fetch(`${shop.api}${path}`, { headers, signal: shop.signal, ...init }));
};

/** @throws Error when the answer refuses */
export const asked = async <T>(shop: Shop, path: string, init?: RequestInit): Promise<T> => {
  const found = await send(shop, path, init);
  if (!found.ok) throw new Error(`${path} answered ${found.status}: ${(await found.text()).slice(0, 300)}`);
  return (await found.json()) as T;
};

/** Asks until there is something: pages follow a change a moment later. */
export const eventually = async <T>(shop: Shop, path: string): Promise<T> => {
  await until(shop, async () => (await send(shop, path)).ok);
  return asked(shop, path);
};

/** Creates something; what a seeding that was cut short has made is there (409). */
export const create = async <T>(shop: Shop, path: string, body: object): Promise<T> => {
  const found = await send(shop, path, { method: 'POST', body: JSON.stringify(body) });
  if (!found.ok && found.status !== 409)
    throw new Error(`${path} answered ${found.status}: ${(await found.text()).slice(0, 300)}`);
  return (await found.json()) as T;
};

export const until = async (shop: Shop, condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await wait(ASK_AGAIN_MS, undefined, { signal: shop.signal });
};

/** Creates a thing that nothing else is called like, also in a seeding that goes on with another; answers its id. */
export const createOnce = async (shop: Shop, { path, name, body }: Thing): Promise<string> => {
  const { items } = await asked<{ items: readonly Readonly<Record<string, string>>[] }>(shop, path);
  const there = items.find((one) => one[name] === body[name]);
  return there?.['id'] ?? (await create<{ id: string }>(shop, path, body)).id;
};

/** Sends a file with a form of the API. @throws Error when the answer refuses */
export const upload = async (shop: Shop, { url, fields }: Form, file: Blob, name: string): Promise<void> => {
  const stored = await answer(shop, () => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', file, name);
    return fetch(url, { method: 'POST', body: form, signal: shop.signal });
  });
  if (!stored.ok) throw new Error(`the upload was answered ${stored.status}: ${(await stored.text()).slice(0, 300)}`);
};
