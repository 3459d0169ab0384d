import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { notFound } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { readSales } from '../../read-sales.ts';
import { daysBetween, Figures, figuresOf, TopProduct, topProducts } from '../../sales.ts';
import { settings as reportSettings } from '../../settings.ts';
import { noSums } from '../../sums.ts';

/** Reports what was sold on one day of the shop's calendar. */
export const contract = {
  method: 'GET',
  path: '/admin/reports/daily/{date}',
  call: 'admin.reports.daily',
  access: 'staff:reports',
  summary: 'Sales of one day in the shop’s time zone',
  params: { date: /^\d{4}-\d{2}-\d{2}$/ },
  returns: {
    200: z.extend(Figures, {
      date: z.string().check(z.describe('The day, YYYY-MM-DD.')),
      timeZone: z.string().check(z.describe('The time zone in which the day begins and ends.')),
      topProducts: z.array(TopProduct).check(z.describe('What sold most.')),
    }),
  },
} as const satisfies Contract;

export const settings = { timeout: 29, memory: 1024 } satisfies HttpSettings;

export const handler = http(contract, async ({ params: { date } }) => {
  if (daysBetween(date, date, 1).length !== 1) throw notFound('day');
  const sums = (await readSales([date])).get(date) ?? noSums();
  return ok({ date, timeZone: reportSettings().SHOP_TIME_ZONE, ...figuresOf(sums), topProducts: topProducts(sums) });
});
