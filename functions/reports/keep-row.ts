import { nowMs } from '#lib/clock.ts';
import { write, writeIf } from '#lib/table.ts';
import { hourIn } from './hours.ts';
import type { Row } from './row.ts';
import { lateWrite, newRow } from './sales-table.ts';
import { settings } from './settings.ts';

/**
 * A row that is in the table later than this after the end of its hour is late; hours are rolled up from
 * CLOSED_AFTER_MS on. What lies between is how far the clocks of two functions may differ.
 */
export const LATE_AFTER_MS = 5 * 60_000;
export const CLOSED_AFTER_MS = 10 * 60_000;

/**
 * Keeps one row of an order or a refund under its hour in the shop's time zone, once for its id. A late one is marked
 * after it is there, each time that its event comes: the roll-up that sees the mark sees the row.
 * @param at when it happened, milliseconds since 1970
 */
export const keepRow = async (at: number, id: string, row: Row): Promise<void> => {
  const zone = settings().SHOP_TIME_ZONE;
  const hour = hourIn(zone, at);
  await writeIf(newRow(hour, id, row));
  if (hour < hourIn(zone, nowMs() - LATE_AFTER_MS)) await write(lateWrite(hour));
};
