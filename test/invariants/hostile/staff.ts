import { sleep } from '#lib/clock.ts';
import type { Chance } from '../../support/chance.ts';
import type { People } from './people.ts';
import type { Shop } from './shop.ts';
import type { Known } from './shoppers.ts';

/** Somebody of the staff, who does one thing after another while the shop sells. */
export const clerk = async (
  name: string,
  chores: number,
  chance: Chance,
  people: People,
  shop: Shop,
  known: Known,
): Promise<void> => {
  const ask = (route: string, request: object) => people.ask(route, { token: shop.adminKey, ...request });
  const order = () => chance.pick(known.orders);
  const keyed = (index: number) => ({ headers: { 'idempotency-key': `${name}-${index}` } });
  const twiceAtTimes = async (send: () => Promise<unknown>): Promise<void> => {
    await (chance.happens(0.3) ? Promise.all([send(), send()]) : send());
  };
  const reshard = () => {
    const { sku } = chance.pick(shop.articles);
    return ask('inventory/set-stock', { params: { sku }, body: { shards: 1 + chance.upTo(4) } });
  };
  const chore: ((index: number) => Promise<unknown>)[] = [
    (index) => {
      const { sku } = chance.pick(shop.articles);
      const delta = chance.pick([-1, 1, 2, 3]);
      const send = () =>
        ask('inventory/adjust-stock', { params: { sku }, body: { delta, reason: 'counted' }, ...keyed(index) });
      return twiceAtTimes(send);
    },
    reshard,
    reshard,
    () => {
      const { productId, sku, amount } = chance.pick(shop.articles);
      const variants = [{ sku, price: { amount: amount + 50 * chance.upTo(10), currency: 'EUR' } }];
      return ask('catalog/change-product', { params: { id: productId }, body: { variants } });
    },
    async (index) => {
      if (known.orders.length === 0) return;
      const { id } = order();
      const amount = chance.happens(0.5) ? { amount: { amount: 100 + chance.upTo(1500), currency: 'EUR' } } : {};
      const send = () =>
        ask('orders/refund-order', { params: { id }, body: { reason: 'goodwill', ...amount }, ...keyed(index) });
      await twiceAtTimes(send);
    },
    async () => {
      if (known.orders.length > 0) await ask('orders/cancel-any-order', { params: { id: order().id }, body: {} });
    },
    async (index) => {
      if (known.orders.length === 0) return;
      const { id } = order();
      await twiceAtTimes(() => ask('orders/fulfil-order', { params: { id }, body: {}, ...keyed(index) }));
    },
    async (index) => {
      if (known.orders.length === 0) return;
      const { id } = order();
      const shown = (await ask('orders/read-order', { params: { id } })).body;
      const line = shown.lines?.find((one: { fulfilled: number; returned: number }) => one.fulfilled > one.returned);
      if (!line) return;
      const lines = [{ lineId: line.id, quantity: 1 }];
      const body = { lines, reason: 'too small' };
      const { status, body: entered } = await ask('orders/enter-return', { params: { id }, body, ...keyed(index) });
      if (status >= 300) return;
      const decision = { status: 'received', lines: [{ lineId: line.id, restock: chance.happens(0.5) }], refund: {} };
      const decide = () => ask('orders/decide-return', { params: { id, returnId: entered.id }, body: decision });
      await twiceAtTimes(decide);
    },
  ];
  for (let index = 0; index < chores; index += 1) {
    await sleep(chance.upTo(120_000));
    await chance.pick(chore)(index);
  }
};
