import type { Books } from './books.ts';
import { differ, type Findings } from './laws.ts';

/** The test provider counts these in hundredths, as Stripe does. Source: Stripe, "Special cases" of zero-decimal currencies. */
const IN_HUNDREDTHS = new Set(['ISK', 'UGX']);
const unitsOf = ({ amount, currency }: { readonly amount: number; readonly currency: string }): number =>
  IN_HUNDREDTHS.has(currency) ? amount * 100 : amount;

/**
 * The embedded provider's books against the log. They are the world outside: what it charged is a payment's money, what
 * it sent back is a refund's, each once. Of another provider there are no books here; its reconciliation is a schedule.
 */
export const providerLaws = (books: Books, findings: Findings): void => {
  const charged = charges(books, findings);
  const { refunds, provider } = books;
  const [back, sent] = [new Map<string, number>(), new Map<string, number[]>()];
  for (const { refundId, paymentObject, units, status } of provider.refunds) {
    if (status === 'failed') continue;
    back.set(paymentObject, (back.get(paymentObject) ?? 0) + units);
    sent.set(refundId, [...(sent.get(refundId) ?? []), units]);
    if (!refunds.has(refundId)) differ(findings, 'provider', refundId, `${units} sent back`, 'no such refund');
  }
  for (const [object, units] of back) {
    const most = charged.get(object) ?? 0;
    if (units > most) differ(findings, 'provider', `${object}: sent back`, units, `at most ${most}`);
  }
  for (const [refundId, { succeeded, failed }] of refunds) {
    const all = sent.get(refundId) ?? [];
    if (all.length > 1) differ(findings, 'provider', `${refundId}: sent back`, `${all.length} times`, 'once');
    const [fact] = succeeded;
    if (!fact || failed || !books.payments.get(fact.paymentId)?.came.some((one) => one.provider === 'test')) continue;
    differ(findings, 'provider', `${refundId}: sent back`, all[0] ?? 0, unitsOf(fact.amount));
  }
};

/** What the provider charged by each of its objects; each payment's money came by one, and what came by another went back. */
const charges = ({ payments, refunds, provider }: Books, findings: Findings): Map<string, number> => {
  const charged = new Map<string, number>();
  const times = new Map<string, number>();
  for (const { id, paymentId, charged: written, units: asked, paidAt } of provider.payments) {
    const payment = payments.get(paymentId);
    const came = payment?.came[0];
    const announced = paidAt !== null && (came !== undefined || findings.settled) ? asked : 0;
    const units = written > 0 ? written : announced;
    if (units === 0) continue;
    charged.set(id, units);
    times.set(paymentId, (times.get(paymentId) ?? 0) + 1);
    if (came) differ(findings, 'provider', `${paymentId}: charged`, units, unitsOf(came.amount));
    // The report of it may be on its way, but its payment was there before.
    else if (findings.settled || !payment)
      differ(findings, 'provider', `${id} for ${paymentId}`, units, 'no money came');
    else findings.open.push({ kind: 'payment', what: `${paymentId}: charged, not recorded yet` });
  }
  const seconds = new Map<string, number>();
  for (const { row } of refunds.values())
    if (row?.secondChargeId !== undefined) seconds.set(row.paymentId, (seconds.get(row.paymentId) ?? 0) + 1);
  for (const [paymentId, { came }] of payments) {
    if (came[0]?.provider !== 'test') continue;
    const kept = (times.get(paymentId) ?? 0) - (seconds.get(paymentId) ?? 0);
    differ(findings, 'provider', `${paymentId}: charged`, kept === 1 ? 'once' : `${kept} times`, 'once');
  }
  return charged;
};
