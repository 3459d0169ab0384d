/** Sends a mail again, as a notification of its own; with an Idempotency-Key a repeat of the request sends nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { Notification } from '../../notification.ts';
import { resend } from '../../notify.ts';

export const contract = {
  method: 'POST',
  path: '/admin/notifications/{id}/resend',
  access: 'staff:notifications',
  summary: 'Send a mail again; answers the new notification and what came of it.',
  params: { id: idPattern('ntf') },
  returns: { 201: Notification },
  idempotent: true,
} as const satisfies Contract;

/** The mail service may take eight seconds to answer, and longer when it throttles. */
export const settings = { timeout: 29 };

export const handler = http(
  contract,
  idempotent<typeof contract>('notifications', async ({ params }) => {
    const notification = await resend(params.id);
    return created(`/admin/notifications/${notification.id}/preview`, notification);
  }),
);
