import type { Payment, PaymentReport } from '../payment/payment.ts';
import type { Refund, RefundReport } from '../refund/refund.ts';

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

/** How long a provider keeps a key: within it the same bytes are safe to send, beyond it the object must be read. */
export const KEY_KEPT_MS = 20 * 3_600_000;

/**
 * The port to a payment provider. Every call may fail or go unanswered after it took effect: then nothing is known,
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
