import type { Books, PaymentStory, RefundStory } from './books.ts';
import type { Amount } from './kept.ts';
import { differ, type Findings, onItsWay } from './laws.ts';
import { type Standing, standingOf } from './order-laws.ts';

export const text = ({ amount, currency }: Amount): string => `${amount} ${currency}`;

/** Money that a refund has brought back; a bank may return one that was called done. */
const sentBack = ({ succeeded, failed }: RefundStory): Amount | undefined =>
  failed ? undefined : succeeded[0]?.amount;

/** What each payment has given back, in its minor units. */
export const backOf = ({ refunds }: Books): Map<string, number> => {
  const back = new Map<string, number>();
  for (const refund of refunds.values()) {
    const [fact] = refund.succeeded;
    const amount = sentBack(refund);
    if (fact && amount) back.set(fact.paymentId, (back.get(fact.paymentId) ?? 0) + amount.amount);
  }
  return back;
};

/** Each payment's money has one order, which is paid by it or had it sent back; each paid order has one payment. */
export const moneyLaws = (books: Books, findings: Findings): void => {
  const { orders, payments } = books;
  const back = backOf(books);
  refundLaws(books, back, findings);
  const keepers = new Map<string, string[]>();
  for (const [id, { paid }] of orders) {
    for (const { paymentId, totals } of paid) {
      const { total } = totals;
      if (paymentId === null) {
        differ(findings, 'paid-by', `${id}: paid without a payment`, text(total), text({ ...total, amount: 0 }));
        continue;
      }
      keepers.set(paymentId, [...(keepers.get(paymentId) ?? []), id]);
      const [came] = payments.get(paymentId)?.came ?? [];
      differ(findings, 'paid-by', `${id}: ${paymentId}`, came ? text(came.amount) : 'no money', text(total));
      if (came) differ(findings, 'paid-by', `${id}: ${paymentId} is for`, came.orderId, id);
    }
  }
  for (const [paymentId, payment] of payments) {
    const paidFor = keepers.get(paymentId) ?? [];
    if (paidFor.length > 1) differ(findings, 'payment', paymentId, paidFor.join(' and '), 'one order');
    if (payment.came.length > 1) differ(findings, 'payment', `${paymentId}: came`, payment.came.length, 1);
    if (payment.dispute === 'open') findings.open.push({ kind: 'dispute', what: paymentId });
    const [came] = payment.came;
    if (!came) continue;
    const order = orders.get(came.orderId);
    if (!order || order.placed.length === 0) differ(findings, 'payment', `${paymentId}: order`, 'none', came.orderId);
    if (paidFor.length === 0) unkept(paymentId, payment, came.amount, back.get(paymentId) ?? 0, findings);
  }
};

/** Money that no order kept has gone back, or is on its way; the bank may have taken it, or still thinks about it. */
const unkept = (paymentId: string, { dispute }: PaymentStory, came: Amount, back: number, findings: Findings): void => {
  if (back === came.amount || dispute === 'lost' || dispute === 'open') return;
  const at = `${paymentId}: of ${text(came)}`;
  if (findings.settled) differ(findings, 'payment', at, `${back} went back`, 'an order, or all of it back');
  else findings.open.push({ kind: 'payment', what: `${at}, ${back} went back; no order keeps it yet` });
};

const refundLaws = (books: Books, back: ReadonlyMap<string, number>, findings: Findings): void => {
  for (const [id, { succeeded }] of books.refunds) {
    const [fact] = succeeded;
    if (!fact) continue;
    if (succeeded.length > 1) differ(findings, 'refund', `${id}: succeeded`, succeeded.length, 1);
    const came = books.payments.get(fact.paymentId)?.came[0];
    differ(findings, 'refund', `${id}: in`, fact.amount.currency, came?.amount.currency ?? 'no money came');
  }
  for (const [paymentId, amount] of back) {
    const came = books.payments.get(paymentId)?.came[0]?.amount.amount ?? 0;
    if (amount > came) differ(findings, 'refund', `${paymentId}: went back`, amount, `at most ${came}`);
  }
};

/** Rows are witnesses: money that they tell of and the log does not, payments that an ended order left open. */
export const moneyRows = ({ orders, payments, refunds, unpaired }: Books, findings: Findings): void => {
  const objects = new Map<string, string>();
  for (const [id, { row, types, came }] of payments) {
    if (!row) {
      if (came.length > 0) differ(findings, 'log', `${id}: the payment`, 'none', 'a row');
      continue;
    }
    if (row.status === 'requires-action' || row.status === 'processing') {
      const order = orders.get(row.orderId);
      const standing: Standing = order ? standingOf(order) : 'unknown';
      if (standing !== 'pending')
        differ(findings, 'closed', `${id} of ${row.orderId}, ${standing}`, row.status, 'closed');
      else if (row.status === 'processing') onItsWay(findings, 'payment', `${id} is processing`);
    }
    const said = row.status === 'requires-action' || types.has(`payment.${row.status}`);
    if (!said) differ(findings, 'log', `${id}: facts`, [...types].join(', ') || 'none', `payment.${row.status}`);
    const other = row.objectId === null ? undefined : objects.get(row.objectId);
    if (other !== undefined)
      differ(findings, 'provider', `object ${row.objectId}`, `${other} and ${id}`, 'one payment');
    if (row.objectId !== null) objects.set(row.objectId, id);
  }
  for (const [id, { row, succeeded, failed }] of refunds) {
    if (!row) {
      differ(findings, 'log', `${id}: the refund`, 'none', 'a row');
      continue;
    }
    if (row.status === 'pending') onItsWay(findings, 'refund', `${id} of ${row.paymentId}: ${text(row.amount)}`);
    // Second money going back is no fact of an order.
    if (row.status === 'pending' || row.secondChargeId !== undefined) continue;
    const said = failed ? 'failed' : succeeded.length > 0 ? 'succeeded' : 'none';
    differ(findings, 'log', `${id}: facts`, said, row.status);
  }
  for (const objectId of unpaired) {
    // Disputed money that has to go back waits for the bank, which takes its time.
    const disputed = payments.get(objects.get(objectId) ?? '')?.dispute === 'open';
    if (disputed) findings.open.push({ kind: 'unpaired money', what: objectId });
    else onItsWay(findings, 'unpaired money', objectId);
  }
};
