import { jsonOf } from './judge.ts';
import type { Known } from './known.ts';
import type { Json, Operation } from './operations.ts';

/** The stack that is asked. */
export interface Target {
  /** Up to and including the base path. */
  readonly api: string;
  readonly adminKey: string;
}

const PURCHASES = ['test_approved', 'test_approved', 'test_approved', 'test_declined', 'test_action', undefined];
const SENT = 2;

/**
 * Walks a shop as its people do, so that the run knows what is there: makes one of each thing from the document's
 * examples, buys some times and leaves some carts open, and reads every list.
 */
export const walk = async (
  { api, adminKey }: Target,
  operations: readonly Operation[],
  known: Known,
): Promise<void> => {
  const ask = async (method: string, path: string, body?: Json): Promise<Json> => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = jsonOf(await response.text()) ?? {};
    if (response.ok) known.learn(answer, path.split('?')[0] ?? path, path.match(/[a-z]{2,6}_[0-9A-Z]{20,}/)?.[0]);
    return answer;
  };
  for (const { method, path, body } of operations)
    if (method === 'POST' && path.startsWith('/admin/') && !path.includes('{')) await ask(method, path, body?.example);
  const cart: Json = operations.find(({ name }) => name === 'POST /carts')?.body?.example;
  for (const [index, paymentMethod] of PURCHASES.entries()) {
    await ask('POST', '/carts', cart);
    // A mailbox has few orders that wait for their payment.
    const contact = { ...cart?.contact, email: `fuzz-${index}@example.org` };
    const { id } = await ask('POST', '/carts', { ...cart, contact });
    const { order } = await ask('POST', `/carts/${id}/checkout`, paymentMethod && { paymentMethod });
    if (!order) continue;
    // Some are sent out, so that something may come back; those that are not paid yet are refused.
    if (index < SENT) await ask('POST', `/admin/orders/${order.id}/fulfilments`, {});
    await ask('GET', `/admin/orders/${order.id}`);
  }
  for (const { method, path } of operations) if (method === 'GET' && !path.includes('{')) await ask('GET', path);
};
