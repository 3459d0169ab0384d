import {
  PaymentCancelled,
  PaymentDisputeClosed,
  PaymentDisputed,
  PaymentFailed,
  PaymentProcessing,
  PaymentSucceeded,
  RefundFailed,
  RefundSucceeded,
} from '../billing/events.ts';
import { ImportFinished } from '../bulk/events.ts';
import { ProductChanged } from '../catalog/events.ts';
import { EntryPublished, EntryUnpublished, ReleaseArmed, ReleaseDisarmed } from '../content/events.ts';
import { StockChanged } from '../inventory/events.ts';
import { MediaReady, MediaRefused } from '../media/events.ts';
import {
  OrderAddressChanged,
  OrderCancelled,
  OrderExpired,
  OrderFulfilled,
  OrderLinkAsked,
  OrderPaid,
  OrderPaymentFailed,
  OrderPlaced,
  OrderRefunded,
  OrderReturned,
} from '../orders/events.ts';

/** Every event that a receiver may ask for: this list is what the consumer subscribes to and what a request is checked by. */
export const published = [
  EntryPublished,
  EntryUnpublished,
  ImportFinished,
  MediaReady,
  MediaRefused,
  OrderAddressChanged,
  OrderCancelled,
  OrderExpired,
  OrderFulfilled,
  OrderLinkAsked,
  OrderPaid,
  OrderPaymentFailed,
  OrderPlaced,
  OrderRefunded,
  OrderReturned,
  PaymentCancelled,
  PaymentDisputeClosed,
  PaymentDisputed,
  PaymentFailed,
  PaymentProcessing,
  PaymentSucceeded,
  ProductChanged,
  RefundFailed,
  RefundSucceeded,
  ReleaseArmed,
  ReleaseDisarmed,
  StockChanged,
] as const;

export const eventTypes = published.map((definition) => definition.type);

/** What the test route sends; no module publishes it. */
export const TEST_TYPE = 'webhook.test';
