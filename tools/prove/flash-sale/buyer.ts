import { nowMs, sleep } from '#lib/clock.ts';
import type { LoadClient } from '../bench/load.ts';
import type { Request, Visit } from './observed.ts';

/** Who comes to buy what, and how often they press the button at the same moment. */
export interface Shopper {
  readonly email: string;
  readonly sku: string;
  readonly presses: number;
}
interface Answer {
  readonly status: number;
  readonly code: string;
  /** Undefined where the body is not JSON. */
  readonly body: Body | undefined;
  readonly retryAfter: string | undefined;
}
interface Body {
  readonly id?: string;
  readonly code?: string;
  readonly orderToken?: string;
  readonly order?: { readonly id: string; readonly status: string };
}

/** After so many answers of "try again" a person gives up. */
const TRIES = 30;
const address = { name: 'Flash Sale', line1: '1 Quay', city: 'Dublin', postalCode: 'D01 F5P2', country: 'IE' };

/**
 * One person's visit, as their browser makes it: a cart with one unit, contact and shipping in one call; the button,
 * perhaps twice at the same moment; the return page, until the order is paid. What says "try again" is tried again when
 * it says so. It never throws: whatever happens is an outcome.
 */
export const visit = async (client: LoadClient, { email, sku, presses }: Shopper): Promise<Visit> => {
  const requests: Request[] = [];
  const orders = new Set<string>();
  const ended = (outcome: Visit['outcome']): Visit => ({ outcome, orders: [...orders], requests });
  const ask = (step: Request['step'], path: string, body?: object, headers?: Record<string, string>) =>
    asking(client, requests, step, { path, body, headers });

  const cart = await ask('cart', '/carts', {
    lines: [{ sku, quantity: 1 }],
    contact: { email, shippingAddress: address },
    shipping: { optionId: 'standard' },
  });
  if (cart.status !== 201 || !cart.body?.id) return ended('unanswered');

  const press = () => ask('checkout', `/carts/${cart.body?.id}/checkout`, { paymentMethod: 'test_approved' });
  const answers = await Promise.all(Array.from({ length: presses }, press));
  for (const { body } of answers) if (body?.order) orders.add(body.order.id);
  const placed = answers.find(({ body }) => body?.order)?.body;
  if (!placed) return ended(answers.every(({ code }) => code === 'out-of-stock') ? 'sold-out' : 'unanswered');

  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const returned = { 'x-order-token': placed.orderToken ?? '' };
    const { body } = await ask('payment', `/orders/${placed.order?.id}/payment/sync`, undefined, returned);
    if (body?.order?.status === 'paid') return ended('paid');
    await sleep(200);
  }
  return ended('unanswered');
};

interface Asked {
  readonly path: string;
  readonly body?: object | undefined;
  readonly headers?: Record<string, string> | undefined;
}

/** Asks until there is an answer that is not "try again", and keeps a record of every try. */
const asking = async (
  client: LoadClient,
  requests: Request[],
  step: Request['step'],
  { path, body, headers = {} }: Asked,
): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    const start = nowMs();
    const answer = await once(client, { path, body, headers });
    const { status, code } = answer;
    requests.push({ step, start, end: nowMs(), status, code });
    if (!isTryAgain(answer) || attempt === TRIES) return answer;
    await sleep(Number(answer.retryAfter ?? 1) * 1000);
  }
};

const once = async (client: LoadClient, { path, body, headers }: Asked): Promise<Answer> => {
  try {
    const reply = await client.send('POST', path, body, headers);
    const parsed = parse(reply.text);
    const retryAfter = reply.headers['retry-after'];
    return {
      status: reply.status,
      code: reply.status < 400 ? '' : (parsed?.code ?? 'no-code'),
      body: parsed,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  } catch {
    return { status: 0, code: 'no-answer', body: undefined, retryAfter: undefined };
  }
};

const parse = (text: string): Body | undefined => {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined;
  }
};

/** A broken connection, an overload or a fault of the server: nothing was decided. */
const isTryAgain = ({ status, code, retryAfter }: Answer): boolean =>
  status === 0 || status === 429 || status >= 500 || code === 'try-again' || retryAfter !== undefined;
