export { type BookedOrder, listBookedOrders } from './list-booked-orders.ts';
export { answerOrder, answerPlaced, OrderAnswer } from './order/answer-order.ts';
export { limitKeyOf, OrderDraft, OrderStatus } from './order/order.ts';
export { linesOf } from './order/order-lines.ts';
export { OrderView } from './order/order-view.ts';
export { daysBetween, type OrderPosition, unpaidAmong } from './order/orders-table.ts';
export { PaymentRequest } from './payment/payment-request.ts';
export { OrderedBefore, placeOrder } from './placing/place-order.ts';
export { settings as orderSettings } from './settings.ts';
