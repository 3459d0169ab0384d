import { sleep } from '#lib/clock.ts';
import type { StackFile } from '../../../local/stack-file.ts';

const ASK_AGAIN_MS = 200;
const MOST_TRIES = 50;

/** The staff of a stack: calls below `/admin`, by its key, again where it is told to. */
export type Staff = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>;

/** @throws Error for an answer that refuses */
export const staffOf =
  ({ gateway, adminKey }: Pick<StackFile, 'gateway' | 'adminKey'>): Staff =>
  async <T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(`${gateway}/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
      const isLater = answer.status === 429 || answer.status === 503;
      if (!isLater || tries === MOST_TRIES)
        throw new Error(`${method} /admin${path} answered ${answer.status}: ${text}`);
      await sleep(ASK_AGAIN_MS);
    }
  };

/** Does something to all, so many at once. */
export const each = async <T, R>(
  all: readonly T[],
  work: (one: T, index: number) => Promise<R>,
  atOnce = 8,
): Promise<R[]> => {
  const done: R[] = new Array(all.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) done[index] = await work(all[index] as T, index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
};

/** Puts products of one variant each on sale; answers their ids. */
export const makeProducts = (staff: Staff, slugs: readonly string[], amount: number): Promise<string[]> =>
  each(slugs, async (slug) => {
    const price = { amount, currency: 'EUR' };
    const variants = [{ sku: slug.toUpperCase(), price }];
    return (await staff<{ id: string }>('POST', '/products', { title: slug, slug, status: 'active', variants })).id;
  });

/** Writes an entry; answers its id. */
export const writeEntry = async (staff: Staff, entry: object): Promise<string> =>
  (await staff<{ id: string }>('POST', '/content/entries', entry)).id;
export const publishEntry = (staff: Staff, id: string, when: object = {}): Promise<unknown> =>
  staff('POST', `/content/entries/${id}/publish`, when);
