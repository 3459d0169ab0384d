/** Stripe's objects as far as the double has them. Amounts are in Stripe's units, times in seconds since 1970. */
interface Made {
  readonly id: string;
  readonly created: number;
  readonly metadata: Record<string, string>;
}
export interface Session extends Made {
  readonly object: 'checkout.session';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  payment_intent: string | null;
  readonly amount_total: number;
  readonly currency: string;
  readonly client_reference_id: string | null;
  readonly expires_at: number;
  url: string | null;
  readonly success_url: string;
  readonly cancel_url: string | null;
  readonly mode: 'payment';
}
export interface Intent extends Made {
  readonly object: 'payment_intent';
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'succeeded' | 'canceled';
  readonly amount: number;
  amount_received: number;
  readonly currency: string;
  readonly client_secret: string;
  readonly description: string | null;
  last_payment_error: { readonly code: string; readonly message: string } | null;
  next_action: { readonly type: 'redirect_to_url'; readonly redirect_to_url: { readonly url: string } } | null;
  latest_charge: string | null;
}
export interface Charge extends Made {
  readonly object: 'charge';
  readonly amount: number;
  amount_refunded: number;
  refunded: boolean;
  disputed: boolean;
  readonly payment_intent: string;
}
export interface Refund extends Made {
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason?: string;
  readonly payment_intent: string;
  readonly charge: string;
}
export interface Dispute extends Made {
  readonly object: 'dispute';
  status: 'needs_response' | 'won' | 'lost' | 'warning_needs_response';
  readonly amount: number;
  readonly payment_intent: string;
  readonly charge: string;
}
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly livemode: false;
  readonly data: { readonly object: { readonly id: string } };
}
