import { StripeFailure } from './failure.ts';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Stripe may forget a key that is 24 hours old; the double always does. */
const KEPT_MS = 24 * 3600 * 1000;

/**
 * Idempotency keys as Stripe documents them: the first answer is kept, errors included, once the endpoint has begun to
 * run; the key is bound to its endpoint and its parameters; a request under a key in use is a conflict.
 */
export class Keys {
  private readonly kept = new Map<
    string,
    { at: number; endpoint: string; asked: string; answer: Answer | undefined }
  >();
  private readonly now: () => number;
  constructor(now: () => number) {
    this.now = now;
  }

  /** The answer that a key keeps; `undefined` when the request is the key's first. @throws StripeFailure */
  replay(key: string, endpoint: string, asked: string): Answer | undefined {
    const found = this.kept.get(key);
    if (!found || this.now() - found.at >= KEPT_MS) return undefined;
    const other = found.endpoint !== endpoint ? 'endpoint' : found.asked !== asked ? 'parameters' : undefined;
    if (other) {
      const message = `Keys for idempotent requests can only be used with the same ${other} they were first used with.`;
      throw new StripeFailure(400, { type: 'idempotency_error', message }, false);
    }
    if (!found.answer) {
      const message = 'There is currently another in-progress request using this Idempotency Key.';
      throw new StripeFailure(409, { type: 'invalid_request_error', code: 'idempotency_key_in_use', message }, false);
    }
    return found.answer;
  }

  begin(key: string, endpoint: string, asked: string): void {
    this.kept.set(key, { at: this.now(), endpoint, asked, answer: undefined });
  }
  keep(key: string, answer: Answer): void {
    const found = this.kept.get(key);
    if (found) found.answer = structuredClone(answer);
  }
  forget(key: string): void {
    this.kept.delete(key);
  }
}
