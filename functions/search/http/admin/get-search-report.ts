/** Reports what was searched for: counts alone, and only words that ten visitors asked for on one day. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { DAYS } from '../../reporting/asked-table.ts';
import { readReport, SearchReport } from '../../reporting/report.ts';

export const contract = {
  method: 'GET',
  path: '/admin/search/report',
  call: 'admin.search.report',
  access: 'staff:search',
  summary: 'What was searched for most, and what found nothing; added up once an hour.',
  description:
    'Words that fewer than ten addresses asked for on a day can be personal: they are counted as others, and not named.',
  query: z.strictObject({
    days: z
      ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(DAYS)), 7)
      .check(z.describe('How many days, today with them.')),
  }),
  returns: { 200: SearchReport },
} as const satisfies Contract;

export const handler = http(contract, async ({ query, now }) => ok(await readReport(query.days, now)));
