import type * as z from 'zod/mini';
import { msOf, nowMs } from '#lib/clock.ts';
import { MOST_SELF_SENDS, nextSelfSend, sendAt } from '#lib/due-index.ts';
import { log } from '#lib/log.ts';
import { get } from '#lib/table.ts';
import { RecordPaymentReport } from '../messages.ts';
import { providerOf } from '../provider/registry.ts';
import { recordRefund } from '../refund/record-refund.ts';
import type { RefundReport } from '../refund/refund.ts';
import { recordUnmatchedReport } from '../unmatched/record-unmatched.ts';
import type { PaymentReport } from './payment.ts';
import { paymentAt, paymentFrom, refundAt, refundFrom } from './payments-table.ts';
import { recordPayment } from './record-payment.ts';

type Report = z.infer<typeof RecordPaymentReport.schema>;

/**
 * A report may overtake the row that it is about. It is looked for again after 30 s, 60 s, 120 s and 240 s, by messages,
 * and for the last time 15 minutes after the report, from the due index.
 */
const LOOKED_FOR_MS = 15 * 60 * 1000;
const LOOK_AGAIN_MS = 30_000;

/**
 * Records what a provider's report was about: asks the provider for the object's state now, and believes nothing else.
 * A repeat, and one that comes too late, finds that nothing is new.
 */
export const recordReport = async (report: Report): Promise<void> => {
  const provider = await providerOf(report.provider);
  const found = await provider.lookUp(report.objectId);
  if (!found) {
    log.info('report of nothing of ours', { provider: report.provider, objectId: report.objectId });
    return;
  }
  if (!(await record(found))) await lookAgain(report, found);
};

/** Records it where its row is there. */
const record = async (found: PaymentReport | RefundReport): Promise<boolean> => {
  if (found.kind === 'refund') {
    const refund = found.refundId && refundFrom(await get(refundAt(found.refundId), { consistent: true }));
    if (refund) await recordRefund(refund, found);
    return Boolean(refund);
  }
  const payment = found.paymentId && paymentFrom(await get(paymentAt(found.paymentId), { consistent: true }));
  if (payment) await recordPayment(payment, found);
  return Boolean(payment);
};

const lookAgain = async (report: Report, found: PaymentReport | RefundReport): Promise<void> => {
  const { provider } = report;
  const now = nowMs();
  const until = msOf(report.receivedAt) + LOOKED_FOR_MS;
  if (now < until) {
    const selfSends = nextSelfSend(report);
    const due = selfSends > MOST_SELF_SENDS ? until : now + LOOK_AGAIN_MS * 2 ** (selfSends - 1);
    await sendAt(RecordPaymentReport, report, { id: `${provider}#${report.objectId}`, due, selfSends });
    return;
  }
  await recordUnmatchedReport(provider === 'stripe' ? 'stripe' : 'test', found, now);
};
