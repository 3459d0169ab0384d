import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { batchGet, write, writeIf } from '#lib/table.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { variantAt, variantFrom } from '../../catalog/public.ts';
import {
  addTo, DAYS, dayWrite, lateWrite, paidWrite, readDays, readLate, readTotal, settledWrite, sumRows, totalWrite, type Units,
} from './units-table.ts'; // biome-ignore format: a list

const DAY_MS = 86_400_000;
/** After the end of a day, when the roll-up may not look at it any more. */
const LATE_AFTER_MS = 23 * 3_600_000;
const dayOf = (ms: number): string => isoTime(ms).slice(0, 10);

/** A paid order, as far as it counts here. */
export interface PaidOrder {
  readonly orderId: string;
  /** ISO 8601. */
  readonly paidAt: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
}

/**
 * Keeps one row of each paid order, once for its id: its units by product. Orders of the test provider count as others do,
 * as in the sales report: a stage for trying things out has no others. What is refunded stays counted: it was wanted.
 */
export const keepPaid = async (orders: readonly PaidOrder[]): Promise<void> => {
  const ids = [...new Set(orders.flatMap(({ lines }) => lines.map(({ variantId }) => variantId)))];
  const variants = (await batchGet(ids.map(variantAt))).map(variantFrom);
  const productOf = new Map(ids.map((id, index) => [id, variants[index]?.productId]));
  await Promise.all(
    orders.map(async ({ orderId, paidAt, lines }) => {
      const units: Units = new Map();
      for (const { variantId, quantity } of lines) {
        const productId = productOf.get(variantId);
        if (productId !== undefined) addTo(units, [[productId, quantity]]);
      }
      const day = dayOf(msOf(paidAt));
      await writeIf(paidWrite(day, orderId, units));
      // After the row, and each time that its event comes: the roll-up that sees the mark sees the row.
      if (msOf(day) + DAY_MS + LATE_AFTER_MS < nowMs()) await write(lateWrite(day));
    }),
  );
};

/**
 * Sums the rows of today, of each day since the last run and of the day before that, and of those that got a row late; then
 * the 90 days. A repeat stores the same. @param now milliseconds since 1970
 */
export const rollUpUnits = async (now: number): Promise<void> => {
  const [today, first] = [dayOf(now), dayOf(now - (DAYS - 1) * DAY_MS)];
  const late = await readLate();
  const through = (await readTotal())?.through ?? today;
  const days = new Set(late.map(({ day }) => day));
  for (let ms = msOf(through) - DAY_MS; dayOf(ms) <= today; ms += DAY_MS) days.add(dayOf(ms));
  for (const day of days) if (day >= first) await write(dayWrite(day, await sumRows(day)));
  for (const one of late) await writeIf(settledWrite(one));
  const sum: Units = new Map();
  for (const units of await readDays(first, today)) addTo(sum, units);
  await write(totalWrite(today, sum));
};

/** Milliseconds that an environment answers units from memory: they are summed once an hour. */
const KEPT_MS = 300_000;
const kept = ttlCache<Promise<Units>>(KEPT_MS, 1);

/** Reads units paid in 90 days by product, of the 10,000 that sold most: one call, none within five minutes of the last. */
export const readUnits = (): Promise<ReadonlyMap<string, number>> =>
  readThrough(kept, 'total', async () => (await readTotal())?.units ?? new Map());
