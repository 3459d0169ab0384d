/** Shows a mail as its receiver sees it, rendered now with the contact as it is; its links open no order. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { text } from '#lib/reply.ts';
import { readContact } from '../../../users/public.ts';
import { render } from '../../mail/render.ts';
import { shopOfPreview } from '../../mail/shop.ts';
import { readNotification } from '../../notifications-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/notifications/{id}/preview',
  call: 'admin.notifications.preview',
  access: 'staff:notifications',
  summary: 'The mail of a notification, as a page.',
  params: { id: idPattern('ntf') },
  returns: { 200: 'text/html' },
} as const satisfies Contract;

/** A mail has no script and loads nothing. */
const policy = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" };

export const handler = http(contract, async ({ params }) => {
  const { notification, telling } = await readNotification(params.id);
  const contact = await readContact(notification.contactRef);
  if (!contact) throw notFound('contact');
  return text('text/html', render(telling, contact, shopOfPreview()).html, policy);
});
