import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createApiKey } from '../functions/users/public.ts';
import { localSettings } from './command-line/variables.ts';
import { loadState, saveState } from './state.ts';

const CATALOG = new URL('demo-catalog.csv', import.meta.url);
/** A busy machine is slow and never wrong; what takes longer than this has stopped. */
const GIVE_UP_MS = 30 * 60_000;

interface Import {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** Asks until the answer is one: on a machine under load, or just after the start, it may be "later". */
const answered = async (url: string, asked: RequestInit = {}): Promise<Response> => {
  let answer: Response | undefined;
  await until(async () => {
    answer = await fetch(url, asked);
    return answer.status !== 429 && answer.status < 500;
  });
  return answer as Response;
};

const json = async <T>(answer: Response): Promise<T> => {
  if (!answer.ok)
    throw new Error(
      `${new URL(answer.url).pathname} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`,
    );
  return (await answer.json()) as T;
};

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

/**
 * Puts the demo shop into an empty one, the way a merchant would: an import by the public API, its file uploaded, and a
 * collection of each kind.
 */
export const seed = async (folder: string, api: string, adminKey: string): Promise<void> => {
  if (loadState(folder).seeded || !localSettings().SEED) return;
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ kind: 'products', format: 'shopify-csv' });
  const { id, upload } = await json<Import>(await answered(`${api}/admin/imports`, { method: 'POST', headers, body }));
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([await readFile(CATALOG)], { type: 'text/csv' }), 'demo-catalog.csv');
  const stored = await answered(upload.url, { method: 'POST', body: form });
  if (!stored.ok) throw new Error(`the upload was answered ${stored.status}: ${(await stored.text()).slice(0, 300)}`);
  await until(async () => {
    const { status, reason } = await json<Import>(await answered(`${api}/admin/imports/${id}`, { headers }));
    if (status === 'failed' || status === 'cancelled') throw new Error(`the import ${status}: ${reason}`);
    return status === 'done';
  });
  await until(
    async () => (await json<{ items: unknown[] }>(await answered(`${api}/products?limit=1`))).items.length > 0,
  );
  const productIds: string[] = [];
  for (const slug of PICKS) {
    const page = async (): Promise<Response> => answered(`${api}/products/${slug}`);
    await until(async () => (await page()).ok);
    productIds.push((await json<{ id: string }>(await page())).id);
  }
  const gift = { field: 'tag', operator: 'is', value: 'gift' };
  for (const collection of [
    { kind: 'manual', title: 'Staff picks', productIds },
    { kind: 'automated', title: 'Gifts', conditions: [gift] },
  ]) {
    const asked = { method: 'POST', headers, body: JSON.stringify(collection) };
    const answer = await answered(`${api}/admin/collections`, asked);
    // A seeding that was cut short has made it.
    if (answer.status !== 409) await json(answer);
  }
  saveState(folder, { ...loadState(folder), seeded: true });
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const start = performance.now(); !(await condition()); await wait(50)) {
    if (performance.now() - start > GIVE_UP_MS) throw new Error('the demo shop was not in after half an hour');
  }
};
