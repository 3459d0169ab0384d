/** What other modules may use of billing. It knows references: an order's id goes in and comes back in its events. */

export { type Closing, closePayment } from './payment/close-payment.ts';
export { type PaymentWanted, paymentRow, readPayment, startPayment } from './payment/open-payment.ts';
export { isClosed, isDisputeMove, Payment, PaymentView } from './payment/payment.ts';
export { checkPaymentInput, paymentRequest } from './payment/payment-input.ts';
export { paymentAt, paymentFrom, refundAt, refundFrom } from './payment/payments-table.ts';
export { ASKED_ONCE_SECONDS, syncPayment, syncPaymentSeldom } from './payment/sync-payment.ts';
export { opensPayment } from './provider/registry.ts';
export { minimumCharge } from './providers/units.ts';
export { isRefundMove, Refund } from './refund/refund.ts';
export { refundInFull, refundRow, sendRefund } from './refund/refund-payment.ts';
export { settings as billingSettings } from './settings.ts';
export { nextLedgerPage, switchedOnProviders } from './unmatched/reconcile-ledger.ts';
export { recordUnmatchedPayment } from './unmatched/record-unmatched.ts';
export { retryUnmatched } from './unmatched/retry-unmatched.ts';
