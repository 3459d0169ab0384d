import { expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { aLine, anOrder, eur } from '../../orders/after-payment/paid-order.fixture.ts';
import { csvLine } from '../csv/cells.ts';
import type { Export } from './export.ts';
import { joinParts, openExportFile } from './export-file.ts';
import { orderHeader, orderRows } from './order-rows.ts';

/**
 * Writes the rows of many orders with their tax lines to the bucket, a step every 1,000 orders, and measures the memory of
 * it. `EXPORT_ORDERS=100000 npx vitest run --project integration functions/bulk/exports/many-rows` writes 100,000;
 * `many-orders.test.ts` does the same from the table on.
 */
const ORDERS = Number(process.env['EXPORT_ORDERS'] ?? 10_000);
const STEP = 1000;
/** Above what is there before it begins: a part, its copies on the way out, and what no collection has freed yet. */
const MOST_MB = 150;

const booked = (number: number) => {
  const taxed = (line: ReturnType<typeof aLine>) => ({ ...line, tax: eur(383), taxRate: '0.19' });
  const order = anOrder([taxed(aLine(`A-${number}`, 2, 2400)), taxed(aLine(`B-${number}`, 1, 2400))], 490);
  const taxLines = [{ name: 'VAT', rate: '0.19', included: true, amount: eur(766) }];
  return { order: { ...order, id: newId('ord'), taxLines }, refunds: [], payment: undefined };
};

it(`the rows of ${ORDERS} orders with their tax lines go into one file in flat memory`, async () => {
  const used = () => (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers) / 1024 ** 2;
  const [before, began] = [used(), nowMs()];
  let [peak, rows] = [before, 0];
  let one: Export = {
    id: newId('exp'), kind: 'orders', status: 'running', step: 0, tries: 1, touchedAt: isoTime(nowMs()), isWritten: false,
    progress: 0, rows: 0, bytes: 0, parts: [], createdAt: isoTime(nowMs()),
  }; // biome-ignore format: a record
  for (let number = 0; number < ORDERS; ) {
    const file = await openExportFile(one);
    if (number === 0) await file.add(csvLine(orderHeader));
    for (const end = Math.min(ORDERS, number + STEP); number < end; number += 1) {
      for (const row of orderRows(booked(number))) {
        await file.add(csvLine(row));
        rows += 1;
      }
      peak = Math.max(peak, used());
    }
    const written = number < ORDERS ? await file.pause(one.step + 1) : await file.finish();
    one = { ...one, ...written, step: one.step + 1 };
  }
  await joinParts(one);
  const mb = (size: number) => Math.round(size);
  process.stdout.write(
    `${ORDERS} orders: ${rows} rows, ${mb(one.bytes / 1024 ** 2)} MB in ${Math.max(1, one.parts.length)} parts, ${one.step} steps, ` +
      `${mb((nowMs() - began) / 1000)} s, memory ${mb(before)} MB before and ${mb(peak)} MB at most\n`,
  );
  expect(rows).toBe(3 * ORDERS);
  expect(peak - before).toBeLessThan(MOST_MB);
});
