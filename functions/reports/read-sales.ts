import { planOf } from './hours.ts';
import { readRollUp, readRows, readSums } from './sales-table.ts';
import { addRow, addSums, noSums, type Sums } from './sums.ts';

/**
 * Reads what was sold on each of some days: the sums of the hours that are rolled up, and the rows of those that are
 * not, or that got a row late. A day that is over costs one call, and one more for each MB of sums.
 */
export const readSales = async (days: readonly string[]): Promise<Map<string, Sums>> => {
  const { mark, late } = await readRollUp();
  const hours = late.map(({ hour }) => hour);
  const found = new Map<string, Sums>();
  for (const day of days) {
    const plan = planOf(day, mark, hours);
    const sums = noSums();
    const summed = plan.summed ? await readSums(day) : [];
    for (const [hour, one] of summed) if (plan.takes(hour)) addSums(sums, one);
    for (const range of plan.open) await readRows(range, (row) => addRow(sums, row));
    found.set(day, sums);
  }
  return found;
};
