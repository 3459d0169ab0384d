import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Asks for a notification that is recorded and waits. */
export const SendNotification = defineMessage('notifications', 'send-notification', z.object({ id: z.string() }));
