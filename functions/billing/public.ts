/** What other modules may use of billing. It knows references: an order's id goes in and comes back in its facts. */

export { looksLikeCardNumber } from './card-number.ts';
export { type Closing, closePayment } from './close-payment.ts';
export { listWithoutOrder } from './list-unpaired.ts';
export { lookAfterUnpaired } from './look-after-unpaired.ts';
export { type PaymentWanted, paymentRow, readPayment, startPayment } from './open-payment.ts';
export { isClosed, Payment, PaymentView } from './payment.ts';
export { checkPaymentInput, paymentRequest } from './payment-input.ts';
export { paymentAt, paymentFrom, refundAt, refundFrom } from './payments-table.ts';
export { minimumCharge } from './providers/units.ts';
export { Refund } from './refund.ts';
export { refundInFull, refundRow, sendRefund } from './refund-payment.ts';
export { syncPayment } from './sync-payment.ts';
export { nextMoney, providersHere } from './walk-money.ts';
