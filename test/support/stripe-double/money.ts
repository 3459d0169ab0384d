import type { Account } from './account.ts';
import { declined, missing, refused } from './failure.ts';
import type { Charge, Intent, Refund, Session } from './objects.ts';

/** How money moves at the double: charges, debits that take days, refunds that pend and fail, disputes. */
export const newIntent = (
  account: Account,
  asked: Pick<Intent, 'amount' | 'currency' | 'metadata' | 'description'>,
): Intent => {
  const id = account.id('pi');
  const intent: Intent = {
    id,
    object: 'payment_intent',
    status: 'requires_payment_method',
    ...asked,
    amount_received: 0,
    client_secret: `${id}_secret_test`,
    last_payment_error: null,
    next_action: null,
    latest_charge: null,
    created: account.seconds(),
  };
  account.intents.set(id, intent);
  account.tell('payment_intent.created', intent);
  return intent;
};

const charge = (account: Account, intent: Intent): Charge => {
  const made: Charge = {
    id: account.id('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_refunded: 0,
    refunded: false,
    disputed: false,
    payment_intent: intent.id,
    metadata: intent.metadata,
    created: account.seconds(),
  };
  account.charges.set(made.id, made);
  intent.latest_charge = made.id;
  return made;
};

/** The money is there. */
export const succeed = (account: Account, intent: Intent): Intent => {
  if (intent.latest_charge === null) charge(account, intent);
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    next_action: null,
    last_payment_error: null,
  });
  account.tell('payment_intent.succeeded', intent);
  const session = [...account.sessions.values()].find((one) => one.payment_intent === intent.id);
  if (session && session.payment_status !== 'paid') {
    const late = session.status === 'complete';
    Object.assign(session, { status: 'complete', payment_status: 'paid', url: null });
    account.tell(late ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed', session);
  }
  return intent;
};

export const decline = (account: Account, intent: Intent): Intent => {
  Object.assign(intent, {
    status: 'requires_payment_method',
    next_action: null,
    last_payment_error: { code: 'card_declined', message: 'Your card was declined.' },
  });
  account.tell('payment_intent.payment_failed', intent);
  const session = [...account.sessions.values()].find((one) => one.payment_intent === intent.id);
  if (session?.status === 'complete') account.tell('checkout.session.async_payment_failed', session);
  return intent;
};

/** A bank debit: taken, and decided days later. */
export const process = (account: Account, intent: Intent): Intent => {
  charge(account, intent);
  intent.status = 'processing';
  account.tell('payment_intent.processing', intent);
  const session = [...account.sessions.values()].find((one) => one.payment_intent === intent.id);
  if (session) {
    Object.assign(session, { status: 'complete', url: null });
    account.tell('checkout.session.completed', session);
  }
  return intent;
};

/** A payment method that our server names, by Stripe's own test names. */
export const payIntent = (account: Account, intent: Intent, method: string, returnUrl?: string): Intent => {
  if (method.startsWith('pm_card_chargeDeclined')) throw declined(structuredClone(decline(account, intent)));
  if (method === 'pm_card_authenticationRequired') {
    intent.status = 'requires_action';
    const url = `https://hooks.stripe.example/3d?return=${encodeURIComponent(returnUrl ?? '')}`;
    intent.next_action = { type: 'redirect_to_url', redirect_to_url: { url } };
    account.tell('payment_intent.requires_action', intent);
    return intent;
  }
  return succeed(account, intent);
};

/** Expires an open session whose end has passed; called before each read of one. */
export const expireIfDue = (account: Account, session: Session): void => {
  if (session.status !== 'open' || session.expires_at > account.seconds()) return;
  Object.assign(session, { status: 'expired', url: null });
  account.tell('checkout.session.expired', session);
};

/** The intent of a session: there is none until the buyer confirms. */
export const intentOf = (account: Account, session: Session): Intent => {
  const known = session.payment_intent === null ? undefined : account.intents.get(session.payment_intent);
  if (known) return known;
  const data = account.intentData.get(session.id);
  const intent = newIntent(account, {
    amount: session.amount_total,
    currency: session.currency,
    metadata: data?.metadata ?? {},
    description: data?.description ?? null,
  });
  session.payment_intent = intent.id;
  return intent;
};

export const refundCharge = (
  account: Account,
  intentId: string,
  asked: string | undefined,
  metadata: Record<string, string>,
): Refund => {
  const intent = account.intents.get(intentId);
  if (!intent) throw missing('payment_intent', intentId);
  const from = account.charges.get(intent.latest_charge ?? '');
  if (!from || intent.status !== 'succeeded')
    throw refused('charge_not_refundable', 'This PaymentIntent has no successful charge to refund.');
  if (from.disputed) throw refused('charge_disputed', 'The charge has been charged back.');
  if (from.refunded) throw refused('charge_already_refunded', `Charge ${from.id} has already been refunded.`);
  const amount = asked === undefined ? from.amount - from.amount_refunded : Number(asked);
  if (from.amount_refunded + amount > from.amount)
    throw refused('amount_too_large', 'Refund amount is greater than unrefunded amount on charge.');
  if (account.refundsGo === 'fail') throw refused('balance_insufficient', 'Insufficient funds in your Stripe balance.');
  from.amount_refunded += amount;
  from.refunded = from.amount_refunded === from.amount;
  const refund: Refund = {
    id: account.id('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    status: account.refundsGo === 'succeed' ? 'succeeded' : 'pending',
    payment_intent: intent.id,
    charge: from.id,
    metadata,
    created: account.seconds(),
  };
  account.refunds.set(refund.id, refund);
  account.tell('refund.created', refund);
  account.tell('charge.refunded', from);
  return refund;
};

/** A pending refund is decided; one that a bank sends back gives its amount back to the charge. */
export const finishRefund = (account: Account, refund: Refund, succeeds: boolean): void => {
  refund.status = succeeds ? 'succeeded' : 'failed';
  if (!succeeds) {
    refund.failure_reason = 'lost_or_stolen_card';
    const from = account.charges.get(refund.charge);
    if (from) Object.assign(from, { amount_refunded: from.amount_refunded - refund.amount, refunded: false });
  }
  account.tell(succeeds ? 'refund.updated' : 'refund.failed', refund);
};
