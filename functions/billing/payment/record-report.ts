import type * as z from 'zod/mini';
import { msOf, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { sendMessages } from '#lib/send.ts';
import { get } from '#lib/table.ts';
import { RecordPaymentReport } from '../messages.ts';
import { providerOf } from '../provider.ts';
import { recordRefund } from '../refund/record-refund.ts';
import type { RefundReport } from '../refund/refund.ts';
import { listWithoutRow } from '../unmatched/record-unmatched.ts';
import type { PaymentReport } from './payment.ts';
import { paymentAt, paymentFrom, refundAt, refundFrom } from './payments-table.ts';
import { recordPayment } from './record-payment.ts';

type Report = z.infer<typeof RecordPaymentReport.schema>;

/** A report may overtake the row that it is about; for so long it is looked for again. */
const LOOKED_FOR_MS = 15 * 60 * 1000;
const LOOK_AGAIN_SECONDS = 30;

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
  if (now - msOf(report.receivedAt) < LOOKED_FOR_MS) {
    await sendMessages(RecordPaymentReport, [report], { delaySeconds: LOOK_AGAIN_SECONDS });
    return;
  }
  await listWithoutRow(provider === 'stripe' ? 'stripe' : 'test', found, now);
};
