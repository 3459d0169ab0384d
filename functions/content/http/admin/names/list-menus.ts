/** Lists menus for staff, by name. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { Menu } from '../../../names/named.ts';
import { pageOfNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/menus',
  call: 'admin.menus.list',
  access: 'staff:content',
  summary: 'Menus, by name.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Menu) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor } }) => {
  const { items, last } = await pageOfNamed('menu', limit, fromCursor('menus', cursor));
  return ok({ items, nextCursor: toCursor('menus', last) });
});
