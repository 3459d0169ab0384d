import { setTimeout as wait } from 'node:timers/promises';
import type { StartedStack } from '../../../local/start-stack.ts';

/** The stack as its clients find it: gone at times, and never their business. */
export interface Shop {
  stack: StartedStack | undefined;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body.
  readonly body: any;
}

export interface Asked {
  readonly body?: unknown;
  /** The Idempotency-Key, the same for each repeat of a request. */
  readonly key?: string;
  /** An order's token. */
  readonly token?: string;
  /** A form of the payment page instead of JSON. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends a request until it is answered: the same bytes under the same key, over any number of restarts. */
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** A request that is not answered for so long is sent again, and so on until it counts as never answered. */
const ANSWER_MS = 120_000;
const TRIES_FOR_MS = 900_000;
/** Answers that say: nothing is decided, ask again. */
const UNDECIDED = new Set(['idempotency-in-progress', 'payment-in-progress']);

/** What clients met: requests that were cut off before their answer, and answers of 500. */
export interface Met {
  cut: number;
  readonly bugs: string[];
}

/** Clients of a shop that may be killed at any moment. */
export const clientsOf =
  (shop: Shop, met: Met): Ask =>
  async (method, path, asked = {}) => {
    for (const end = performance.now() + TRIES_FOR_MS; performance.now() < end; await wait(150)) {
      if (!shop.stack) continue;
      const answer = await once(shop.stack, method, path, asked).catch(() => undefined);
      if (!answer) {
        met.cut += 1;
        continue;
      }
      if (answer.status === 500) met.bugs.push(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      const undecided = answer.status === 429 || answer.status >= 500 || UNDECIDED.has(answer.body?.code);
      if (!undecided) return answer;
    }
    throw new Error(`${method} ${path} was never answered`);
  };

const once = async ({ api, adminKey }: StartedStack, method: string, path: string, asked: Asked): Promise<Answer> => {
  const { body, key, token, form } = asked;
  const response = await fetch(path.startsWith('http') ? path : `${api}${path}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(path.startsWith('/admin') ? { authorization: `Bearer ${adminKey}` } : {}),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(token === undefined ? {} : { 'x-order-token': token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
};

/** Every item of a list, page by page. */
export const allOf = async (ask: Ask, path: string): Promise<Answer['body'][]> => {
  const items: Answer['body'][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: Answer = await ask(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor && `&cursor=${cursor}`}`,
    );
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
};
