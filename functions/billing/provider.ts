import { refusal } from '#lib/problem.ts';
import type { Payment, PaymentReport } from './payment/payment.ts';
import type { Refund, RefundReport } from './refund/refund.ts';
import { settings } from './settings.ts';

/** Which money to list: what came from `since` until before `until` (milliseconds since 1970), page by page. */
export interface MoneyWindow {
  readonly since: number;
  readonly until: number;
  /** Where the page before ended; null for the first. */
  readonly cursor: string | null;
}
export interface MoneyPage {
  readonly money: readonly PaymentReport[];
  /** Where the next page goes on; null at the end. */
  readonly next: string | null;
}

/**
 * The port to who moves the money. Every call may fail or go unanswered after it took effect: then nothing is known,
 * and the same call is made again. The keys are ours: a payment's id and a refund's id, under which a provider does a
 * thing once and gives its first answer again. Amounts are converted behind the port.
 */
export interface Provider {
  /** Creates the payment's object, or gives the first answer again; a decline is an answer and no error. */
  open(payment: Payment): Promise<PaymentReport>;
  /** The object's state now; found by the payment's id when `objectId` is not known. `undefined`: there is none (yet). */
  read(payment: Payment): Promise<PaymentReport | undefined>;
  /**
   * Closes the object and answers its state then: `succeeded` or `processing` when it was too late. Where there is no
   * object yet it sees to it that a call of `open` still on its way can move no money.
   */
  close(payment: Payment): Promise<PaymentReport>;
  /** Sends money back, or gives the first answer again. */
  refund(refund: Refund, payment: Payment): Promise<RefundReport>;
  readRefund(refund: Refund, payment: Payment): Promise<RefundReport | undefined>;
  /** What a report was about, read at the provider; `undefined` when it is nothing of ours. */
  lookUp(objectId: string): Promise<PaymentReport | RefundReport | undefined>;
  /**
   * The money that came to this stage in a window, at most a hundred or so a page; some of before it may be among it.
   * Payments that brought none are not listed.
   */
  list(window: MoneyWindow): Promise<MoneyPage>;
  /**
   * Verifies a report by its signature over the raw bytes, and its age.
   * @param headers lower-case names
   * @throws Refusal 401 `invalid-signature` when it is not the provider's, or too old
   */
  verifyWebhook(
    headers: Readonly<Record<string, string | undefined>>,
    rawBody: Buffer,
  ): Promise<{ readonly objectId: string; readonly reportId: string }>;
}

/** One line per adapter; each is loaded when it is first needed, so that its weight is in no other bundle. */
const adapters: Readonly<Record<string, () => Promise<Provider>>> = {
  test: async () => (await import('./providers/test/adapter.ts')).testProvider,
  stripe: async () => (await import('./providers/stripe/adapter.ts')).stripeProvider,
};

/**
 * Whether a provider works on this stage: the test provider only where it is switched on, Stripe where there is a key.
 * One that takes no new payments any more still closes and refunds its old ones.
 */
export const isSwitchedOn = (name: string): boolean =>
  name === 'test' ? settings().TEST_PAYMENTS : name === 'stripe' && settings().STRIPE_SECRET_KEY !== undefined;

/** A provider's adapter. @throws Refusal 503 when the stage does not have it */
export const providerOf = async (name: string): Promise<Provider> => {
  const load = isSwitchedOn(name) ? adapters[name] : undefined;
  if (!load) throw refusal(503, 'payments-unavailable', 'This stage takes no payments of that provider.');
  return load();
};

/** How long a buyer waits for a provider. */
export const DEADLINE_MS = 3000;
/** How long a provider keeps a key: within it the same bytes are safe to send, beyond it the object must be read. */
export const KEY_KEPT_MS = 20 * 3600 * 1000;

/**
 * The answer of a call, or `undefined` when it does not come in time or fails in a way that tells nothing. Whoever
 * uses this goes on as if the call were still under way.
 */
export const answerWithin = async <T>(
  ms: number,
  call: Promise<T>,
  failed: (error: unknown) => void,
): Promise<T | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  const settled = call.catch((error: unknown) => {
    failed(error);
    return undefined;
  });
  try {
    // Whoever has no time left waits for nobody; the call goes on all the same.
    return ms <= 0 ? undefined : await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};
