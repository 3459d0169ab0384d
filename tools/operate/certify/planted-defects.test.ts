import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Write } from '#lib/table.ts';
import type { Law } from './laws.ts';

/** The certificate is checked: a defect is planted into the code, the same trade is done, and its law has to break. */
const root = join(import.meta.dirname, '../../..');
type Module = Record<string, unknown>;
const planted: string[] = [];

/** Replaces some exports of a module; everything is loaded anew with them. */
const plant = async (file: string, spoil: (real: Module) => Module): Promise<void> => {
  vi.resetModules();
  planted.push(file);
  vi.doMock(file, async (original) => {
    const real = await original<Module>();
    return { ...real, ...spoil(real) };
  });
  (await import('#lib/log.ts')).logTo(() => undefined);
};
type Any = (...args: unknown[]) => unknown;

/** The same write without its condition: an update or a put that nothing can refuse. */
const unconditional = (write: Write): Write => {
  const { Put, Update } = write.item;
  if (Put) {
    const { ConditionExpression: _, ExpressionAttributeNames: __, ExpressionAttributeValues: ___, ...bare } = Put;
    return { ...write, item: { Put: bare } };
  }
  if (!Update) return write;
  const used = String(Update.UpdateExpression);
  const pick = (map: object = {}) => Object.fromEntries(Object.entries(map).filter(([name]) => used.includes(name)));
  const bare = {
    ...Update,
    ConditionExpression: undefined,
    ExpressionAttributeNames: pick(Update.ExpressionAttributeNames),
    ExpressionAttributeValues: pick(Update.ExpressionAttributeValues),
  };
  return { ...write, item: { Update: bare } };
};

/** The one file of a module that has this name, wherever in the module it lies. */
const fileOf = (module: string, name: string): string => {
  const [file, ...others] = globSync(`functions/${module}/**/${name}.ts`, { cwd: root });
  if (!file || others.length > 0) throw new Error(`${module} has not one file ${name}.ts`);
  return join(root, file);
};
afterEach(() => {
  for (const file of planted.splice(0)) vi.doUnmock(file);
  vi.resetModules();
});

/** The laws that the trade breaks with the defect in the code. */
const lawsBroken = async (file: string, spoil: (real: Module) => Module): Promise<Law[]> => {
  await plant(file, spoil);
  const { trade, brokenIn } = await import('./trade.fixture.ts');
  const { ids } = await trade();
  return brokenIn(ids);
};

test('an order expires without closing its payment', async () => {
  const broken = await lawsBroken(fileOf('billing', 'close-payment'), () => ({
    closePayment: async () => 'closed',
  }));
  expect(broken).toContain('closed');
});

test('the order’s id is the provider’s key', async () => {
  const broken = await lawsBroken(fileOf('billing', 'registry'), (real) => ({
    providerOf: async (name: string) => {
      const provider = (await (real['providerOf'] as Any)(name)) as Record<string, Any>;
      const byOrder = (payment: { orderId: string }) => ({ ...payment, id: payment.orderId });
      return {
        ...provider,
        open: (payment: { orderId: string }) => provider['open']?.(byOrder(payment)),
      };
    },
  }));
  expect(broken).toContain('provider');
});

test('a fact is published after the commit, and is lost', async () => {
  const broken = await lawsBroken(fileOf('orders', 'order-events'), (real) => ({
    orderPaidEvent: (...args: unknown[]) => {
      const write = (real['orderPaidEvent'] as Any)(...args) as Write;
      const { Put } = write.item;
      return { ...write, item: { Put: { ...Put, Item: { ...Put?.Item, sk: 'not in the log' } } } };
    },
  }));
  expect(broken).toContain('log');
});

test('a repeated fact releases, and owes, the units once more', async () => {
  const broken = await lawsBroken(fileOf('inventory', 'stock-table'), (real) => ({
    endHoldWrite: (...args: unknown[]) => unconditional((real['endHoldWrite'] as Any)(...args) as Write),
  }));
  expect(broken).toContain('origin');
});

test('a take does not look whether enough is there', async () => {
  await plant(fileOf('inventory', 'shard-table'), (real) => ({
    takeWrite: (...args: unknown[]) => unconditional((real['takeWrite'] as Any)(...args) as Write),
  }));
  const { article, checkOut, readyCart } = await import('../../../test/support/shop.ts');
  const { brokenIn } = await import('./trade.fixture.ts');
  const { sku, variantId } = await article(1);
  const orders = [
    await checkOut(await readyCart([{ sku, quantity: 1 }])),
    await checkOut(await readyCart([{ sku, quantity: 1 }])),
  ];
  expect(orders.map(({ status }) => status)).toEqual([201, 201]);
  expect(await brokenIn([variantId, ...orders.flatMap(({ body }) => [body.order.id, body.payment.id])])).toContain(
    'left',
  );
});

test('a ticket is put over the one of the sweeper, who gave its units back', async () => {
  await plant(fileOf('inventory', 'stock-table'), (real) => ({
    ticketWrite: (...args: unknown[]) => unconditional((real['ticketWrite'] as Any)(...args) as Write),
  }));
  const { opened } = await import('../../../functions/inventory/ledger/ledger.fixture.ts');
  const { takeStock, ticketWrites } = await import('../../../functions/inventory/public.ts');
  const { sweepShard } = await import('../../../functions/inventory/audit/sweep-shard.ts');
  const { transact } = await import('#lib/table.ts');
  const { brokenIn } = await import('./trade.fixture.ts');
  const what = await opened(3);
  const { taken } = await takeStock([{ stockKey: what, quantity: 1 }], 'ord_paused');
  await sweepShard(what, 0, 1);
  expect(await brokenIn([what])).toEqual([]);
  await transact(ticketWrites(taken, 'ord_paused'));
  expect(await brokenIn([what])).toContain('returned');
});

test('a refund is sent once more, under another key', async () => {
  const broken = await lawsBroken(fileOf('billing', 'registry'), (real) => ({
    providerOf: async (name: string) => {
      const provider = (await (real['providerOf'] as Any)(name)) as Record<string, Any>;
      const refund = async (row: { id: string }, payment: unknown) => {
        await provider['refund']?.({ ...row, id: `${row.id}AGAIN` }, payment);
        return provider['refund']?.(row, payment);
      };
      return { ...provider, refund };
    },
  }));
  expect(broken).toContain('provider');
});
