import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import { expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { client, tableName } from '#lib/dynamodb.ts';
import { aLine, anOrder, eur } from '../../orders/after-payment/paid-order.fixture.ts';
import { orderNumber } from '../../orders/order/order-number.ts';
import { newOrder, table } from '../../orders/order/orders-table.ts';
import { finish, start } from './exporting.fixture.ts';
import { readExport } from './exports-table.ts';

/**
 * Exports many orders from the table to the bucket and measures the memory of it: a tenth of a per cent of what
 * `EXPORT_ORDERS=100000 npx vitest run --project integration functions/bulk/exports/many-orders` does.
 */
const ORDERS = Number(process.env['EXPORT_ORDERS'] ?? 300);
const DAYS = 30;
const FIRST_DAY = Date.parse('2024-06-01T00:00:00.000Z');
/** Above what is there before it begins: a part, its copies on the way out, a page, and what no collection has freed yet. */
const MOST_MB = 150;

const orderOf = (number: number) => {
  const at = FIRST_DAY + Math.floor((number * DAYS * 86_400_000) / ORDERS);
  const id = `ord_${encodeTime(at, 10)}${String(number).padStart(16, '0')}`;
  const taxed = (line: ReturnType<typeof aLine>) => ({
    ...line,
    tax: eur(383),
    taxRate: '0.19',
    title: `Article ${line.id}`,
  });
  const order = anOrder([taxed(aLine(`A-${number}`, 2, 2400)), taxed(aLine(`B-${number}`, 1, 2400))], 490);
  const taxLines = [{ name: 'VAT', rate: '0.19', included: true, amount: eur(766) }];
  const placedAt = isoTime(at);
  return { ...order, id, number: orderNumber(id), taxLines, placedAt, paidAt: placedAt, paidBy: `pay_${number}` };
};

const putAll = async (): Promise<void> => {
  const name = tableName(table);
  let left = 0;
  const work = async (): Promise<void> => {
    while (left < ORDERS) {
      const from = left;
      left += 25;
      const numbers = Array.from({ length: Math.min(25, ORDERS - from) }, (_, index) => from + index);
      let asked: object[] = numbers.map((number) => ({
        PutRequest: { Item: newOrder(orderOf(number)).item.Put?.Item },
      }));
      while (asked.length > 0) {
        const answer = await client().send(new BatchWriteCommand({ RequestItems: { [name]: asked as never } }));
        asked = answer.UnprocessedItems?.[name] ?? [];
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
};

it(`${ORDERS} orders with their tax lines go into one file in flat memory`, async () => {
  await putAll();
  const id = await start({ kind: 'orders', from: '2024-06-01', to: '2024-06-30' });
  const used = () => (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers) / 1024 ** 2;
  const [before, began] = [used(), nowMs()];
  let peak = before;
  const look = () => {
    peak = Math.max(peak, used());
  };
  const watch = setInterval(look, 20);
  const view = await finish(id);
  clearInterval(watch);
  const { step, parts, tries: _ } = await readExport(id);
  expect(view).toMatchObject({ status: 'done', rows: 3 * ORDERS, progress: 1 });
  const answer = await fetch(view.url ?? '');
  let [bytes, lines] = [0, 0];
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  expect([bytes, lines]).toEqual([view.bytes, 3 * ORDERS + 1]);
  const mb = (size: number) => Math.round(size);
  process.stdout.write(
    `${ORDERS} orders: ${view.rows} rows, ${mb(view.bytes / 1024 ** 2)} MB in ${Math.max(1, parts.length)} parts, ` +
      `${step} steps, ${mb((nowMs() - began) / 1000)} s, memory ${mb(before)} MB before and ${mb(peak)} MB at most\n`,
  );
  expect(peak - before).toBeLessThan(MOST_MB);
});
