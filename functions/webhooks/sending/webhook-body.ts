import type { Contact } from '../../users/public.ts';
import type { DeliveredEvent } from '../delivery.ts';

/** Above this the lines are left out and linked. */
export const MOST_BYTES = 20_000;

/**
 * The body of a delivery: `{ type, timestamp, data }` (Standard Webhooks). Events about orders say who bought: that is
 * added here, at sending time, and lies neither in the event nor in the log.
 * @param api the API's address, for the link to what is left out
 */
export const webhookBody = (event: DeliveredEvent, contact: Contact | undefined, api: string): string => {
  const { type, timestamp } = event;
  const data = { ...event.data, ...(contact ? { contact } : {}) };
  const whole = JSON.stringify({ type, timestamp, data });
  if (Buffer.byteLength(whole) <= MOST_BYTES || !('lines' in event.data)) return whole;
  const { lines: _left, ...rest } = data as Record<string, unknown>;
  const linesUrl = `${api}/admin/orders/${String(event.data['orderId'])}`;
  return JSON.stringify({ type, timestamp, data: { ...rest, linesUrl } });
};
