/** What other modules may use of billing. It knows references: an order's id goes in and comes back in its facts. */

export { looksLikeCardNumber } from './payment/card-number.ts';
export { type Closing, closePayment } from './payment/close-payment.ts';
export { type PaymentWanted, paymentRow, readPayment, startPayment } from './payment/open-payment.ts';
export { isClosed, Payment, PaymentView } from './payment/payment.ts';
export { checkPaymentInput, paymentRequest } from './payment/payment-input.ts';
export { paymentAt, paymentFrom, refundAt, refundFrom } from './payment/payments-table.ts';
export { syncPayment } from './payment/sync-payment.ts';
export { minimumCharge } from './providers/units.ts';
export { Refund } from './refund/refund.ts';
export { refundInFull, refundRow, sendRefund } from './refund/refund-payment.ts';
export { settings as billingSettings } from './settings.ts';
export { nextMoney, providersHere } from './unmatched/reconcile-ledger.ts';
export { listWithoutOrder } from './unmatched/record-unmatched.ts';
export { lookAfterUnpaired } from './unmatched/retry-unmatched.ts';
