import * as z from 'zod/mini';
import { batchGet, ConditionFailed, get, type Key, put, putNew, tableOf, write } from '#lib/table.ts';
import type { Payment } from '../payment/payment.ts';
import { paymentAt, paymentFrom } from '../payment/payments-table.ts';
import { recordPayment } from '../payment/record-payment.ts';
import { isSwitchedOn, providerOf } from '../provider/registry.ts';
import { recordUnmatchedReport } from './record-unmatched.ts';
import { UnmatchedMoney } from './unmatched.ts';

/**
 * The mark of how far a provider's ledger is read, window by window and page by page. A page is marked as read only when
 * its payments are matched, so a crash reads it again; matching is repeatable.
 */
const Mark = z.object({
  since: z.int(),
  until: z.int(),
  cursor: z.nullable(z.string()),
  read: z.boolean(),
  version: z.int(),
});
type Mark = z.infer<typeof Mark>;

const MINUTE_MS = 60_000;
/** Money is left to its reports for so long; a window ends there. */
const LEFT_TO_REPORTS_MS = 15 * MINUTE_MS;
/** A stage's first window. */
const FIRST_MS = 24 * 60 * MINUTE_MS;

const table = tableOf('billing');
const keyOf = (provider: string): Key => ({ pk: `books#${provider}`, sk: 'mark' });

/** Providers that may have money of this stage. */
export const switchedOnProviders = (): UnmatchedMoney['provider'][] =>
  UnmatchedMoney.shape.provider.options.filter(isSwitchedOn);

/** The window and page that come next; `undefined` when all is read up to now. */
const nextMark = (mark: Mark | undefined, now: number): Mark | undefined => {
  const until = now - LEFT_TO_REPORTS_MS;
  if (!mark) return { since: until - FIRST_MS, until, cursor: null, read: false, version: 1 };
  if (!mark.read) return mark;
  if (until - mark.until < MINUTE_MS) return undefined;
  return { since: mark.until, until, cursor: null, read: false, version: mark.version };
};

/** A page of the provider's money: recorded, so that it is as the provider has it; what no row explains is listed. */
export interface LedgerPage {
  readonly payments: readonly Payment[];
  /** Marks the page as read. @returns whether there may be another one: false too when another run has read on */
  readonly done: () => Promise<boolean>;
}

/** Reads the next page of a provider's ledger. `undefined` when all of it is read. @param now milliseconds since 1970 */
export const nextLedgerPage = async (
  name: UnmatchedMoney['provider'],
  now: number,
): Promise<LedgerPage | undefined> => {
  const item = await get({ table, key: keyOf(name) }, { consistent: true });
  const seen = item && z.parse(Mark, item);
  const mark = nextMark(seen, now);
  if (!mark) return undefined;
  const page = await (await providerOf(name)).list(mark);
  const rows = await batchGet(
    page.money.map(({ paymentId }) => paymentAt(paymentId ?? 'none')),
    { consistent: true },
  );
  const payments: Payment[] = [];
  for (const [index, report] of page.money.entries()) {
    const row = paymentFrom(rows[index]);
    if (row) payments.push(await recordPayment(row, report));
    else await recordUnmatchedReport(name, report, now);
  }
  const done = () => markRead(name, seen, { ...mark, cursor: page.next, read: page.next === null });
  return { payments, done };
};

const markRead = async (name: string, seen: Mark | undefined, mark: Mark): Promise<boolean> => {
  const item = { ...keyOf(name), type: 'mark', ...mark, version: (seen?.version ?? 0) + 1 };
  try {
    await write(
      seen ? put(table, item, { if: '#version = :seen', values: { seen: seen.version } }) : putNew(table, item),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};
