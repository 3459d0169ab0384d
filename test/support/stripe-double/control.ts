import type { Account } from './account.ts';
import { decline, expireIfDue, finishRefund, intentOf, process, succeed } from './money.ts';
import type { Dispute, Intent } from './objects.ts';

/** What buyers, banks and time do, for a test to say. Ids are of sessions or of payment intents. */
const intentFor = (account: Account, id: string): Intent => {
  const session = account.sessions.get(id);
  if (session) {
    expireIfDue(account, session);
    if (session.status !== 'open') throw new Error(`the session is ${session.status}`);
    return intentOf(account, session);
  }
  const intent = account.intents.get(id);
  if (!intent) throw new Error(`the double has no ${id}`);
  if (intent.status === 'canceled' || intent.status === 'succeeded') throw new Error(`the intent is ${intent.status}`);
  return intent;
};
const known = <T>(found: T | undefined): T => {
  if (found === undefined) throw new Error('the double has no such object');
  return found;
};

export const controls = {
  /** The buyer pays. */
  pay: (account: Account, id: string) => succeed(account, intentFor(account, id)),
  /** The buyer's card is declined; the page stays open for another try. */
  decline: (account: Account, id: string) => decline(account, intentFor(account, id)),
  /** The buyer pays by a bank debit, which takes days. */
  process: (account: Account, id: string) => process(account, intentFor(account, id)),
  /** The bank takes or refuses a debit. */
  settleDebit: (account: Account, intentId: string, taken = true) => {
    const intent = known(account.intents.get(intentId));
    return taken ? succeed(account, intent) : decline(account, intent);
  },
  dispute: (account: Account, intentId: string, status: Dispute['status'] = 'needs_response'): Dispute => {
    const charge = known(account.charges.get(known(account.intents.get(intentId)).latest_charge ?? ''));
    charge.disputed = true;
    const { amount, payment_intent, id } = charge;
    const dispute: Dispute = {
      id: account.id('du'),
      object: 'dispute',
      status,
      amount,
      payment_intent,
      charge: id,
      metadata: {},
      created: account.seconds(),
    };
    account.disputes.set(dispute.id, dispute);
    account.tell('charge.dispute.created', dispute);
    return dispute;
  },
  closeDispute: (account: Account, disputeId: string, won: boolean): void => {
    const dispute = known(account.disputes.get(disputeId));
    dispute.status = won ? 'won' : 'lost';
    account.tell('charge.dispute.closed', dispute);
  },
  finishRefund: (account: Account, refundId: string, succeeds: boolean): void =>
    finishRefund(account, known(account.refunds.get(refundId)), succeeds),
  /** The books: all money that came and went back for a payment of ours. */
  books: (account: Account, paymentId: string) => {
    const intents = [...account.intents.values()].filter(({ metadata }) => metadata['payment'] === paymentId);
    const charges = intents.flatMap(({ latest_charge, status }) => {
      const charge = status === 'succeeded' ? account.charges.get(latest_charge ?? '') : undefined;
      return charge ? [charge] : [];
    });
    const sum = (of: 'amount' | 'amount_refunded') => charges.reduce((total, charge) => total + charge[of], 0);
    return {
      sessions: [...account.sessions.values()].filter(({ metadata }) => metadata['payment'] === paymentId).length,
      intents: intents.length,
      charged: sum('amount'),
      refunded: sum('amount_refunded'),
    };
  },
} as const;
