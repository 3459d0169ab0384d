/** Lists pins, newest first, with what of them is passed over. */

import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { PinView } from '../../merchandising/rules.ts';
import { pageOfRules } from '../../merchandising/rules-table.ts';
import { viewPins } from '../../merchandising/views.ts';

export const contract = {
  method: 'GET',
  path: '/admin/search/pins',
  call: 'admin.pins.list',
  access: 'staff:search',
  summary: 'Pins, newest first, those that have ended too, at most 500.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(PinView) },
} as const satisfies Contract;

const list = 'admin/search/pins';

export const handler = http(contract, async ({ query }) => {
  const { rules, last } = await pageOfRules('pins', query.limit, fromCursor(list, query.cursor));
  return ok({ items: await viewPins(rules), nextCursor: toCursor(list, last) });
});
