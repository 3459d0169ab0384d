import { msOf, sleep } from '#lib/clock.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import type { LedgerTicket, Observed } from './observed.ts';

/** The staff's side of a sale: the products before it, and the books after it. */
export const openShop = ({ api, adminKey }: Pick<StackFile, 'api' | 'adminKey'>) => {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${api}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} /admin${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const all = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    for (let cursor = ''; ; ) {
      const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const page = await ask<{ items: T[]; nextCursor: string | null }>('GET', `${path}?limit=100${after}`);
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = page.nextCursor;
    }
  };
  return {
    /** Puts a product of one variant on sale; answers the variant's id. */
    async stock(sku: string, title: string, available: number, shards: number): Promise<string> {
      const price = { amount: 1900, currency: 'EUR' };
      const { variants } = await ask<{ variants: { id: string }[] }>('POST', '/products', {
        title,
        status: 'active',
        variants: [{ sku, price }],
      });
      await ask('PUT', `/stock/${sku}`, { available, shards, tracked: true, policy: 'deny' });
      return variants[0]?.id ?? '';
    },
    /** Every ticket of the ledger. */
    async ledgerOf(sku: string): Promise<LedgerTicket[]> {
      const movements = await all<Movement>(`/stock/${sku}/movements`);
      return movements.flatMap(({ kind, change, state, reference }) =>
        kind === 'ticket' && state !== null ? [{ quantity: -change, state, order: reference }] : [],
      );
    },
    /** The confirmations that were sent, or that nobody knows of whether they were. */
    async mails(): Promise<Observed['mails']> {
      const notifications = await all<{ orderId: string; status: string; updatedAt: string }>('/notifications');
      return notifications.flatMap(({ orderId, status, updatedAt }) =>
        status === 'sent' || status === 'unknown'
          ? [{ order: orderId, at: msOf(updatedAt), sent: status === 'sent' }]
          : [],
      );
    },
    async deadLetters(): Promise<Observed['deadLetters']> {
      const queues = await all<DeadLetters>('/dead-letters');
      return queues.flatMap(({ queue, messages, sample }) =>
        messages > 0 ? [{ queue, messages, sample: sample[0]?.body ?? '' }] : [],
      );
    },
  };
};
export type Shop = ReturnType<typeof openShop>;

interface DeadLetters {
  readonly queue: string;
  readonly messages: number;
  readonly sample: readonly { readonly body: string }[];
}

interface Movement {
  readonly kind: 'ticket' | 'credit';
  readonly change: number;
  readonly state: string | null;
  readonly reference: string | null;
}

/** A unit whose owner died comes back after 151 s; nothing else takes that long on a machine with time to spare. */
const SETTLES_MS = 1_200_000;

/**
 * Waits until nothing of a sale is on its way any more: every unit is free or sold, and every order has its e-mail. It
 * gives up after twenty minutes: what is missing then is for the verdict to say.
 * @param counted counts the units from their tickets
 */
export const settled = async (
  shop: Shop,
  counted: () => Promise<{ readonly held: number; readonly committed: number }>,
  orders: ReadonlySet<string>,
): Promise<void> => {
  for (const until = performance.now() + SETTLES_MS; performance.now() < until; await sleep(1000)) {
    const { held, committed } = await counted();
    if (held !== 0 || committed < orders.size) continue;
    const mailed = new Set((await shop.mails()).map(({ order }) => order));
    if ([...orders].every((order) => mailed.has(order))) return;
  }
};
