import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from '../chance.ts';
import type { Answer, Ask } from './clients.ts';

/** What was answered to anybody, and so must be true for ever. */
export interface Book {
  /** The orders that each cart was answered. */
  readonly carts: Map<string, Set<string>>;
  /** Under each Idempotency-Key, what was made: an order, and the ids that were answered for it. */
  readonly made: Map<string, { readonly orderId: string; readonly kind: string; readonly ids: Set<string> }>;
}
export const emptyBook = (): Book => ({ carts: new Map(), made: new Map() });

export interface Shopper {
  readonly ask: Ask;
  readonly chance: Chance;
  readonly book: Book;
  readonly sku: string;
  readonly email: string;
}
type Story = (shopper: Shopper) => Promise<void>;

interface Bought {
  readonly id: string;
  readonly token: string;
  readonly lineId: string;
  readonly quantity: number;
  /** The payment page, when there is one. */
  readonly page: string | undefined;
}

/** Fills a cart and checks it out, some with a double click. `undefined` when the shop refused. */
const buy = async (shopper: Shopper, paymentMethod?: string): Promise<Bought | undefined> => {
  const { ask, chance, book, sku, email } = shopper;
  const quantity = 1 + chance.upTo(3);
  const contact = {
    email,
    shippingAddress: { name: 'Kim', line1: '1 Quay', city: 'Dublin', postalCode: 'D01', country: 'IE' },
  };
  const cart = await ask('POST', '/carts', {
    body: { lines: [{ sku, quantity }], contact, shipping: { optionId: 'standard' } },
  });
  const checkOut = () =>
    ask('POST', `/carts/${cart.body.id}/checkout`, { body: paymentMethod ? { paymentMethod } : {} });
  const answers = await Promise.all(chance.happens(0.3) ? [checkOut(), checkOut()] : [checkOut()]);
  const orders = new Set(answers.flatMap(({ body }) => body.order?.id ?? body.orderId ?? []));
  book.carts.set(cart.body.id, orders);
  const placed = answers.find(({ status }) => status < 300)?.body;
  if (!placed) return undefined;
  const { order, orderToken, payment } = placed;
  return { id: order.id, token: orderToken, lineId: order.lines[0].id, quantity, page: payment?.nextAction?.url };
};

/** An order that is open for longer stays open. */
const STATUS_MS = 900_000;

/** Looks at an order until nothing is open about it; answers its status. */
const statusOf = async ({ ask }: Shopper, { id, token }: Bought): Promise<string> => {
  for (const end = performance.now() + STATUS_MS; performance.now() < end; await wait(150)) {
    const { status } = (await ask('GET', `/orders/${id}`, { token })).body;
    if (status !== 'pending' && status !== 'expiring') return status;
  }
  throw new Error(`${id} stays open`);
};

const payAgain = ({ ask }: Shopper, { id, token }: Bought, paymentMethod: string): Promise<Answer> =>
  ask('POST', `/orders/${id}/payment`, { token, body: { paymentMethod } });
const press = ({ ask }: Shopper, page: string, button: string): Promise<Answer> =>
  // The page's address names the port of the stack that opened it, which is always the same one here.
  ask('POST', page, { form: { button } });
const sync = ({ ask }: Shopper, { id, token }: Bought): Promise<Answer> =>
  ask('POST', `/orders/${id}/payment/sync`, { token });
const cancel = ({ ask }: Shopper, { id, token }: Bought): Promise<Answer> =>
  ask('POST', `/orders/${id}/cancel`, { token });

let keys = 0;
/** Makes something of an order under a fresh key, mostly twice at once or in a row: it is one thing. */
const makeOnce = async (
  { ask, chance, book }: Shopper,
  { id: orderId }: Bought,
  kind: string,
  body: object,
): Promise<string | undefined> => {
  keys += 1;
  const key = `kill-${keys}`;
  const made = { orderId, kind, ids: new Set<string>() };
  book.made.set(key, made);
  const send = async () => {
    const { status, body: answer } = await ask('POST', `/admin/orders/${orderId}/${kind}`, { key, body });
    if (status < 300) made.ids.add(answer.id);
  };
  await Promise.all(chance.happens(0.5) ? [send(), send()] : [send()]);
  if (chance.happens(0.5)) await send();
  return [...made.ids][0];
};

const paid = async (shopper: Shopper, method = 'test_approved'): Promise<Bought | undefined> => {
  const bought = await buy(shopper, method);
  return bought && (await statusOf(shopper, bought)) === 'paid' ? bought : undefined;
};

/** What people do in a shop, each as far as the shop lets them. Every story may be cut anywhere, and is then gone on with. */
export const stories: Readonly<Record<string, Story>> = {
  async 'pays at once'(shopper) {
    await paid(shopper);
  },
  async 'is declined, and pays by another card'(shopper) {
    const bought = await buy(shopper, 'test_declined');
    if (bought) await payAgain(shopper, bought, 'test_approved');
  },
  async 'the money comes after the order has ended'(shopper) {
    await buy(shopper, 'test_late');
  },
  async 'another amount comes, and then the right one'(shopper) {
    const bought = await buy(shopper, 'test_mismatch');
    if (bought) await payAgain(shopper, bought, 'test_approved');
  },
  async 'pays on the page, after a card that was declined'(shopper) {
    const bought = await buy(shopper);
    if (!bought?.page) return;
    await press(shopper, bought.page, 'test_declined');
    await press(shopper, bought.page, 'test_approved');
    await sync(shopper, bought);
  },
  async 'pays on the page, and the money comes late'(shopper) {
    const bought = await buy(shopper);
    if (bought?.page) await press(shopper, bought.page, 'test_late');
  },
  async 'the provider never tells'(shopper) {
    const bought = await buy(shopper, 'test_silent');
    if (bought && shopper.chance.happens(0.5)) await sync(shopper, bought);
  },
  async 'walks away from the page'(shopper) {
    await buy(shopper);
  },
  async 'cancels before paying'(shopper) {
    const bought = await buy(shopper);
    if (bought) await cancel(shopper, bought);
  },
  async 'cancels while the money is on its way'(shopper) {
    const bought = await buy(shopper, 'test_late');
    if (bought) await cancel(shopper, bought);
  },
  async 'cancels what was paid'(shopper) {
    const bought = await paid(shopper);
    if (bought) await Promise.all([cancel(shopper, bought), cancel(shopper, bought)]);
  },
  async 'cancels, and the bank does not take the money'(shopper) {
    const bought = await paid(shopper, 'test_refund_fails');
    if (bought) await cancel(shopper, bought);
  },
  async 'gets one unit paid back, and then the rest'(shopper) {
    const bought = await paid(shopper);
    if (!bought) return;
    const lines = [{ lineId: bought.lineId, quantity: 1, restock: shopper.chance.happens(0.5) }];
    await makeOnce(shopper, bought, 'refunds', { lines, reason: 'one too many' });
    if (shopper.chance.happens(0.5)) await makeOnce(shopper, bought, 'refunds', { reason: 'the rest' });
  },
  async 'two of the staff pay everything back at once'(shopper) {
    const bought = await paid(shopper);
    if (!bought) return;
    await Promise.all(['one', 'two'].map((who) => makeOnce(shopper, bought, 'refunds', { reason: `as ${who} said` })));
  },
  async 'gets a parcel and sends it back'(shopper) {
    const bought = await paid(shopper);
    if (!bought) return;
    const lines = [{ lineId: bought.lineId, quantity: bought.quantity }];
    await makeOnce(shopper, bought, 'fulfilments', { lines, trackingNumbers: ['1Z999'] });
    const id = await makeOnce(shopper, bought, 'returns', { lines, reason: 'too blue' });
    if (id === undefined) return;
    const restock = shopper.chance.happens(0.5);
    await shopper.ask('PATCH', `/admin/orders/${bought.id}/returns/${id}`, {
      body: { status: 'received', lines: [{ ...lines[0], restock }], refund: {} },
    });
  },
};
