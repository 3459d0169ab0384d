export { answerOrder, answerPlaced, OrderAnswer } from './answer-order.ts';
export { OrderDraft } from './order.ts';
export { linesOf } from './order-lines.ts';
export { OrderView } from './order-view.ts';
export { PaymentRequest } from './payment-request.ts';
export { OrderedBefore, placeOrder } from './place-order.ts';
