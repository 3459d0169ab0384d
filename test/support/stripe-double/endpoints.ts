import type { Account } from './account.ts';
import { invalid, missing, refused } from './failure.ts';
import { listAt, type Parameters, recordAt, textAt } from './form.ts';
import { expireIfDue, newIntent, payIntent, refundCharge } from './money.ts';
import type { Session } from './objects.ts';

/** Stripe's endpoints: what each takes, refuses and does. `checked` runs before the key, `run` under it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Parameters that are known; others are refused, as Stripe does. */
  readonly takes: readonly string[];
  readonly check?: (account: Account, asked: Parameters) => void;
  readonly run: (account: Account, asked: Parameters, id: string, base: string) => object;
}

const must = <T>(found: T | undefined, what: string, id: string): T => {
  if (found === undefined) throw missing(what, id);
  return found;
};
const whole = (text: string | undefined, param: string): number => {
  if (text === undefined) throw invalid(param, `Missing required param: ${param}.`, 'parameter_missing');
  if (!/^\d{1,12}$/.test(text)) throw invalid(param, `Invalid integer: ${text}`, 'parameter_invalid_integer');
  return Number(text);
};

const threeDecimals = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);
const inHundredths = new Set(['isk', 'ugx']);
const checkAmount = (amount: number, currency: string | undefined): void => {
  if (!currency || !/^[a-z]{3}$/.test(currency)) throw invalid('currency', `Invalid currency: ${currency}`);
  if (amount < 30) throw invalid('amount', 'Amount must convert to at least 50 cents.', 'amount_too_small');
  if (threeDecimals.has(currency) && amount % 10 > 0) throw invalid('amount', 'The last digit must be 0.');
  if (inHundredths.has(currency) && amount % 100 > 0) throw invalid('amount', 'Must be divisible by 100.');
};
const methods = new Set(['card', 'sepa_debit', 'ideal', 'bancontact', 'paypal', 'klarna', 'link', 'eps']);
const checkMethods = (asked: Parameters): void => {
  for (const one of listAt(asked, 'allowed_payment_method_types')) {
    if (!methods.has(one)) throw invalid('allowed_payment_method_types[0]', `Invalid payment method type: ${one}`);
  }
};

const lineAmount = (asked: Parameters): number =>
  whole(textAt(asked, 'line_items', '0', 'price_data', 'unit_amount'), 'line_items[0][price_data][unit_amount]') *
  whole(textAt(asked, 'line_items', '0', 'quantity'), 'line_items[0][quantity]');

const checkSession = (account: Account, asked: Parameters): void => {
  if (textAt(asked, 'mode') !== 'payment') throw invalid('mode', 'This double knows payment mode only.');
  if (!URL.canParse(textAt(asked, 'success_url') ?? '')) throw invalid('success_url', 'Not a valid URL', 'url_invalid');
  checkAmount(lineAmount(asked), textAt(asked, 'line_items', '0', 'price_data', 'currency'));
  checkMethods(asked);
  const ahead =
    whole(textAt(asked, 'expires_at') ?? String(account.seconds() + 86_400), 'expires_at') - account.seconds();
  if (ahead < 1800) throw invalid('expires_at', 'The `expires_at` timestamp must be at least 30 minutes ahead.');
  if (ahead > 86_400) throw invalid('expires_at', 'The `expires_at` timestamp must be less than 24 hours ahead.');
};

const createSession = (account: Account, asked: Parameters, _id: string, base: string): Session => {
  const id = account.id('cs_test');
  const session: Session = {
    id,
    object: 'checkout.session',
    status: 'open',
    payment_status: 'unpaid',
    payment_intent: null,
    amount_total: lineAmount(asked),
    currency: textAt(asked, 'line_items', '0', 'price_data', 'currency') ?? '',
    client_reference_id: textAt(asked, 'client_reference_id') ?? null,
    created: account.seconds(),
    expires_at: Number(textAt(asked, 'expires_at') ?? account.seconds() + 86_400),
    url: `${base}/pay/${id}`,
    success_url: textAt(asked, 'success_url') ?? '',
    cancel_url: textAt(asked, 'cancel_url') ?? null,
    metadata: recordAt(asked, 'metadata'),
    mode: 'payment',
  };
  account.sessions.set(id, session);
  account.intentData.set(id, {
    metadata: recordAt(asked, 'payment_intent_data', 'metadata'),
    description: textAt(asked, 'payment_intent_data', 'description') ?? null,
  });
  return session;
};

const expireSession = (account: Account, _asked: Parameters, id: string): object => {
  const session = must(account.sessions.get(id), 'checkout.session', id);
  expireIfDue(account, session);
  if (session.status !== 'open') {
    throw refused(
      'resource_missing_state',
      `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`,
    );
  }
  session.status = 'expired';
  session.url = null;
  const intent = session.payment_intent === null ? undefined : account.intents.get(session.payment_intent);
  if (intent && intent.status !== 'succeeded') intent.status = 'canceled';
  account.tell('checkout.session.expired', session);
  return session;
};

const createIntent = (account: Account, asked: Parameters): object => {
  const intent = newIntent(account, {
    amount: Number(textAt(asked, 'amount')),
    currency: textAt(asked, 'currency') ?? '',
    metadata: recordAt(asked, 'metadata'),
    description: textAt(asked, 'description') ?? null,
  });
  const method = textAt(asked, 'payment_method');
  return textAt(asked, 'confirm') === 'true' && method
    ? payIntent(account, intent, method, textAt(asked, 'return_url'))
    : intent;
};

const cancelIntent = (account: Account, _asked: Parameters, id: string): object => {
  const intent = must(account.intents.get(id), 'payment_intent', id);
  if (!['requires_payment_method', 'requires_action'].includes(intent.status)) {
    throw refused(
      'payment_intent_unexpected_state',
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
    );
  }
  intent.status = 'canceled';
  intent.next_action = null;
  account.tell('payment_intent.canceled', intent);
  return intent;
};

const get = (path: RegExp, run: Endpoint['run'], takes: readonly string[] = []): Endpoint => ({
  method: 'GET',
  path,
  takes: ['expand', ...takes],
  run,
});

export const endpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: /^\/v1\/checkout\/sessions$/,
    takes: [
      'mode',
      'line_items',
      'client_reference_id',
      'metadata',
      'payment_intent_data',
      'adaptive_pricing',
      'expires_at',
      'success_url',
      'cancel_url',
      'allowed_payment_method_types',
    ],
    check: checkSession,
    run: createSession,
  },
  { method: 'POST', path: /^\/v1\/checkout\/sessions\/([\w]+)\/expire$/, takes: [], run: expireSession },
  get(/^\/v1\/checkout\/sessions\/([\w]+)$/, (account, _asked, id) => {
    const session = must(account.sessions.get(id), 'checkout.session', id);
    expireIfDue(account, session);
    return session;
  }),
  {
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    takes: [
      'amount',
      'currency',
      'description',
      'metadata',
      'automatic_payment_methods',
      'allowed_payment_method_types',
      'payment_method',
      'confirm',
      'return_url',
    ],
    check: (_account, asked) => {
      checkAmount(whole(textAt(asked, 'amount'), 'amount'), textAt(asked, 'currency'));
      checkMethods(asked);
      const method = textAt(asked, 'payment_method');
      if (method && !method.startsWith('pm_card_'))
        throw invalid('payment_method', `No such PaymentMethod: '${method}'`, 'resource_missing');
    },
    run: createIntent,
  },
  { method: 'POST', path: /^\/v1\/payment_intents\/([\w]+)\/cancel$/, takes: [], run: cancelIntent },
  get(/^\/v1\/payment_intents\/(pi_[\w]+)$/, (account, _asked, id) =>
    must(account.intents.get(id), 'payment_intent', id),
  ),
  {
    method: 'POST',
    path: /^\/v1\/refunds$/,
    takes: ['payment_intent', 'amount', 'metadata'],
    run: (account, asked) =>
      refundCharge(
        account,
        textAt(asked, 'payment_intent') ?? '',
        textAt(asked, 'amount'),
        recordAt(asked, 'metadata'),
      ),
  },
  get(/^\/v1\/refunds\/([\w]+)$/, (account, _asked, id) => must(account.refunds.get(id), 'refund', id)),
  get(/^\/v1\/disputes\/([\w]+)$/, (account, _asked, id) => must(account.disputes.get(id), 'dispute', id)),
];
