/** Lists what was mailed, newest first: whom it went to is not in it. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { Below } from '#lib/sharded-list.ts';
import { Notification } from '../../notification.ts';
import { listNotifications } from '../../notifications-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/notifications',
  call: 'admin.notifications.list',
  access: 'staff:notifications',
  summary: 'E-mails that were sent, or not, newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Notification) },
} as const satisfies Contract;

const list = 'admin/notifications';

export const handler = http(contract, async ({ query }) => {
  const after = fromCursor(list, query.cursor) as Below | undefined;
  const { notifications, last } = await listNotifications(query.limit, after);
  return ok({ items: notifications, nextCursor: toCursor(list, last) });
});
