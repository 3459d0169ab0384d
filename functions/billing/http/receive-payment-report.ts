/** Takes a provider's report: verified by the raw bytes, queued by reference, answered at once; a repeat is harmless. */

import { isoTime } from '#lib/clock.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { notFound } from '#lib/refusals.ts';
import { noContent } from '#lib/reply.ts';
import { sendMessages } from '#lib/send.ts';
import { RecordPaymentReport } from '../messages.ts';
import { isSwitchedOn, providerOf } from '../provider/registry.ts';
import { InvalidSignature, PaymentsUnavailable } from '../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/payments/webhooks/{provider}',
  call: 'payments.report',
  access: 'provider',
  summary: 'Takes a report of the payment provider, verified by its signature.',
  params: { provider: /^(test|stripe)$/ },
  body: 'raw',
  maxBytes: 262_144,
  refuses: [InvalidSignature, PaymentsUnavailable],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, headers, rawBody, now }) => {
  if (!isSwitchedOn(params.provider)) throw notFound('provider');
  const { objectId, reportId } = await (await providerOf(params.provider)).verifyWebhook(headers, rawBody);
  const report = { provider: params.provider, objectId, reportId, receivedAt: isoTime(now) };
  await sendMessages(RecordPaymentReport, [report]);
  return noContent();
});
