import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Records a provider's report by reference: the provider is asked for the state, nothing of the report is kept. */
export const RecordPaymentReport = defineMessage(
  'billing',
  'record-payment-report',
  z.object({ provider: z.string(), objectId: z.string(), reportId: z.string(), receivedAt: z.string(), selfSends }),
);

/** Sends a stored refund to its provider, or asks again how it went. */
export const SendRefund = defineMessage('billing', 'send-refund', z.object({ refundId: z.string() }));

/** The test provider has something to tell the shop. */
export const DeliverTestReport = defineMessage(
  'billing',
  'deliver-test-report',
  z.object({ objectId: z.string(), reportId: z.string() }),
);
