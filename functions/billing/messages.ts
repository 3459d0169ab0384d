import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** A provider said that something of its changed; nothing that it said of it is believed or kept. */
export const RecordPaymentReport = defineMessage(
  'billing',
  'record-payment-report',
  z.object({ provider: z.string(), objectId: z.string(), reportId: z.string(), receivedAt: z.string() }),
);

/** A refund row is there and the provider has to be told, or asked again how it went. */
export const SendRefund = defineMessage('billing', 'send-refund', z.object({ refundId: z.string() }));

/** The test provider has something to tell the shop. */
export const DeliverTestReport = defineMessage(
  'billing',
  'deliver-test-report',
  z.object({ objectId: z.string(), reportId: z.string() }),
);
