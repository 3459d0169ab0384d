import { timeLeft } from '#lib/deadline.ts';
import { writeIf } from '#lib/table.ts';
import { type Hour, hourIn, nextHour } from './hours.ts';
import { CLOSED_AFTER_MS } from './keep-row.ts';
import { advanceWrite, markWrite, readRollUp, readRows, readVersion, settledWrite, sumsWrite } from './sales-table.ts';
import { settings } from './settings.ts';
import { addRow, noSums } from './sums.ts';

/** No hour is begun with less time left: a run goes on where the last one ended. */
const ONE_HOUR_TAKES_MS = 60_000;

/**
 * Sums up the rows of every hour that has closed since the last run, and those of hours that got a row late. Sums are
 * always made of all rows of their hour and stored under a version, so that a repeat, two runs at once and a run that
 * dies anywhere leave them right; the mark moves only past an hour whose sums are stored.
 * @param now milliseconds since 1970
 */
export const rollUpSales = async (now: number): Promise<void> => {
  const open = hourIn(settings().SHOP_TIME_ZONE, now - CLOSED_AFTER_MS);
  const { mark, late } = await readRollUp();
  if (!mark) {
    await writeIf(markWrite(open));
    return;
  }
  let { through } = mark;
  for (; through < open && hasTime(); through = nextHour(through)) {
    const stored = await sumUp(through);
    // Another run is here already.
    if (!stored || !(await writeIf(advanceWrite(through, nextHour(through))))) return;
  }
  for (const one of late) {
    if (one.hour >= through || !hasTime()) continue;
    if (one.hour < mark.from || (await sumUp(one.hour))) await writeIf(settledWrite(one));
  }
};

const hasTime = (): boolean => timeLeft() > ONE_HOUR_TAKES_MS;

/** Stores the sums of one hour; answers whether no other run came first. The version is read before the rows. */
const sumUp = async (hour: Hour): Promise<boolean> => {
  const version = await readVersion(hour);
  const sums = noSums();
  let rows = 0;
  const add = (row: Parameters<typeof addRow>[1]): void => {
    rows += 1;
    addRow(sums, row);
  };
  await readRows([hour, hour], add, { consistent: true });
  return rows === 0 || writeIf(sumsWrite(hour, version, sums));
};
