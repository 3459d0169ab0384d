import * as z from 'zod/mini';
import { dayIn } from '#lib/clock.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { RangeRefused } from '../../../orders/refusals.ts';
import { readSales } from '../../read-sales.ts';
import { daysBetween, Figures, figuresOf, TopProduct, topProducts } from '../../sales.ts';
import { settings as reportSettings } from '../../settings.ts';
import { addSums, noSums } from '../../sums.ts';

const Day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day like 2026-11-27'));

/** Reports what was sold on each day of a range, and in all of it. */
export const contract = {
  method: 'GET',
  path: '/admin/reports/sales',
  call: 'admin.reports.sales',
  access: 'staff:reports',
  summary: 'Sales by day in the shop’s time zone, up to 31 days; today when no range is given',
  query: z.strictObject({
    from: z.optional(Day).check(z.describe('The first day, YYYY-MM-DD.')),
    to: z.optional(Day).check(z.describe('The last day, YYYY-MM-DD.')),
  }),
  refuses: [RangeRefused],
  returns: {
    200: z.object({
      from: z.string().check(z.describe('The first day, YYYY-MM-DD.')),
      to: z.string().check(z.describe('The last day, YYYY-MM-DD.')),
      timeZone: z.string().check(z.describe('The time zone in which days begin and end.')),
      total: Figures.check(z.describe('All days together.')),
      topProducts: z.array(TopProduct).check(z.describe('What sold most.')),
      items: z
        .array(z.extend(Figures, { date: z.string().check(z.describe('The day, YYYY-MM-DD.')) }))
        .check(z.describe('Each day.')),
    }),
  },
} as const satisfies Contract;

export const settings = { timeout: 29, memory: 1024 } satisfies HttpSettings;

const MOST_DAYS = 31;

export const handler = http(contract, async ({ query, now }) => {
  const timeZone = reportSettings().SHOP_TIME_ZONE;
  const to = query.to ?? query.from ?? dayIn(timeZone, now);
  const from = query.from ?? to;
  const days = daysBetween(from, to, MOST_DAYS);
  if (days.length === 0 || days.length > MOST_DAYS) {
    throw new RangeRefused(`From ${from} to ${to} is not a range of 1 to ${MOST_DAYS} days.`);
  }
  const sales = await readSales(days);
  const all = noSums();
  for (const sums of sales.values()) addSums(all, sums);
  const items = days.map((date) => ({ date, ...figuresOf(sales.get(date) ?? noSums()) }));
  return ok({ from, to, timeZone, total: figuresOf(all), topProducts: topProducts(all), items });
});
