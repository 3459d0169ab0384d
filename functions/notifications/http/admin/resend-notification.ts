/** Asks for a mail to be sent again, as a notification of its own; a repeat with the same Idempotency-Key asks once. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { Notification } from '../../notification.ts';
import { resend } from '../../resend.ts';

export const contract = {
  method: 'POST',
  path: '/admin/notifications/{id}/resend',
  call: 'admin.notifications.resend',
  access: 'staff:notifications',
  summary: 'Send a mail again; answers the new notification, which the list follows.',
  params: { id: idPattern('ntf') },
  returns: { 202: Notification },
  idempotent: true,
  limit: { requests: 30, seconds: 60 },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent<typeof contract>('notifications', async ({ params, now }) => ({
    status: 202,
    body: await resend(params.id, now),
  })),
);
