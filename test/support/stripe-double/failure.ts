/** An answer of Stripe's that is an error, in its own form. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly body: { readonly error: Record<string, unknown> };
  /** True when the endpoint began to run: then the key keeps this answer. */
  readonly executed: boolean;
  constructor(status: number, error: Record<string, unknown>, executed: boolean) {
    super(String(error['message'] ?? error['code'] ?? status));
    this.status = status;
    this.body = { error };
    this.executed = executed;
  }
}

/** Parameters that do not pass: nothing runs, and no key keeps it. */
export const invalid = (param: string, message: string, code = 'parameter_invalid'): StripeFailure =>
  new StripeFailure(400, { type: 'invalid_request_error', code, param, message }, false);

/** A request that makes no sense in the object's state. */
export const refused = (code: string, message: string): StripeFailure =>
  new StripeFailure(400, { type: 'invalid_request_error', code, message }, true);

export const missing = (what: string, id: string): StripeFailure =>
  new StripeFailure(
    404,
    { type: 'invalid_request_error', code: 'resource_missing', param: 'id', message: `No such ${what}: '${id}'` },
    false,
  );

export const declined = (intent: object): StripeFailure =>
  new StripeFailure(
    402,
    {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
      payment_intent: intent,
    },
    true,
  );
