import * as z from 'zod/mini';
import { type Books, orderIn, paymentIn, refundIn, shardIn, stockIn } from './books.ts';
import * as kept from './kept.ts';

type Item = kept.KeptItem['item'];

/** Files an item where it belongs. What is none of the certificate's business is passed. */
export const fileItem = (books: Books, { module, item }: kept.KeptItem): void => {
  books.read.items += 1;
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  try {
    if (sk.startsWith('event#')) fileEvent(books, pk, sk, item);
    else if (module === 'inventory') fileStock(books, pk, sk, item);
    else if (module === 'orders' && sk === 'order') orderIn(books, pk).row = z.parse(kept.OrderRow, item);
    else if (module === 'billing') fileMoney(books, pk, sk, item);
    else if (module === 'pricing' && pk === 'promotions') filePromotion(books, item);
  } catch (error) {
    books.unreadable.push({ at: `${module} ${pk} ${sk}`, why: (error as Error).message.replaceAll(/\s+/g, ' ') });
  }
};

const fileEvent = (books: Books, pk: string, sk: string, item: Item): void => {
  books.read.events += 1;
  const event = z.parse(kept.Envelope, item['event']);
  const { type, aggregate, sequence, data } = event;
  if (aggregate !== pk || sequence !== Number(sk.slice('event#'.length)))
    throw new Error(`the event says that it is number ${sequence} of ${aggregate}`);
  if (type.startsWith('order.')) fileOrderEvent(books, pk, type, sequence, data);
  else if (type.startsWith('payment.')) filePaymentEvent(books, pk, type, data);
  else if (type === 'refund.succeeded') refundIn(books, pk).succeeded.push(z.parse(kept.RefundFact, data));
  else if (type === 'refund.failed') refundIn(books, pk).failed = z.parse(kept.RefundFact, data);
};

const fileOrderEvent = (books: Books, id: string, type: string, sequence: number, data: unknown): void => {
  const order = orderIn(books, id);
  order.types.set(sequence, type);
  if (type === 'order.placed') {
    const placed = z.parse(kept.Placed, data);
    order.placed.push(placed);
    for (const { variantId, sku } of placed.lines) books.skus.set(variantId, sku);
  }
  if (type === 'order.paid') order.paid.push(z.parse(kept.Paid, data));
  if (type === 'order.expired' || type === 'order.cancelled') order.ended.push(z.parse(kept.Ended, data));
  if (type === 'order.fulfilled') order.fulfilled.push(z.parse(kept.Fulfilled, data));
  if (type === 'order.returned') order.returned.push(z.parse(kept.Returned, data));
};

const filePaymentEvent = (books: Books, id: string, type: string, data: unknown): void => {
  const payment = paymentIn(books, id);
  payment.types.add(type);
  const fact = z.parse(kept.PaymentFact, data);
  if (type === 'payment.succeeded') payment.came.push(fact);
  // Facts of one payment lie together in their order, so the last one counts.
  if (type === 'payment.disputed') payment.dispute ??= 'open';
  if (type === 'payment.dispute-closed' && payment.dispute !== 'lost')
    payment.dispute = fact.outcome === 'lost' ? 'lost' : 'won';
};

const fileMoney = (books: Books, pk: string, sk: string, item: Item): void => {
  if (sk === 'payment') paymentIn(books, pk).row = z.parse(kept.PaymentRow, item);
  else if (sk === 'refund') refundIn(books, pk).row = z.parse(kept.RefundRow, item);
  else if (pk.startsWith('unpaired#')) {
    const { objectId, resolvedAt } = z.parse(kept.Unpaired, item);
    if (resolvedAt === null) books.unpaired.push(objectId);
  } else if (pk.startsWith('test#')) {
    if (item['kind'] === 'payment') books.provider.payments.push(z.parse(kept.ProviderPayment, item));
    if (item['kind'] === 'refund') books.provider.refunds.push(z.parse(kept.ProviderRefund, item));
  }
};

const filePromotion = (books: Books, item: Item): void => {
  const promotion = z.parse(kept.Promotion, item);
  if (promotion.code !== null) books.promotions.set(promotion.code, promotion);
};

const fileStock = (books: Books, pk: string, sk: string, item: Item): void => {
  const adjusted = pk.match(/^adjust#(.+)$/)?.[1];
  if (adjusted !== undefined) stockIn(books, adjusted).adjustments.set(sk, z.parse(kept.Owed, item).q);
  // A name may hold `#` and digits itself (`coupon#2026`), so the shard is looked for from the end.
  const [, kind, what = '', shard = ''] =
    pk.match(/^(tick)#(.+)#(\d+)#\d+$/) ?? pk.match(/^(credit|owed|low|stock|audit)#(.+)#(\d+)$/) ?? [];
  if (!kind) return;
  const book = shardIn(books, what, Number(shard));
  if (kind === 'tick') {
    books.read.tickets += 1;
    book.tickets.set(Number(sk), z.parse(kept.Ticket, item));
  } else if (kind === 'credit') {
    books.read.credits += 1;
    book.credits.set(Number(sk), z.parse(kept.Credit, item));
  } else if (kind === 'owed') book.owed.push({ id: sk, q: z.parse(kept.Owed, item).q });
  else if (kind === 'low' && sk === 'marks') book.marks = z.parse(kept.Marks, item);
  else if (kind === 'audit' && sk === 'sums') book.sums = z.parse(kept.Sums, item);
  else if (kind === 'stock') book.counter = z.parse(kept.Counter, item);
};
