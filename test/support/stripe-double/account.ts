import { randomBytes } from 'node:crypto';
import type { Charge, Dispute, Intent, Refund, Session, StripeEvent } from './objects.ts';

/**
 * An account at the double: its objects, its events, its clock. Objects are Stripe's own, reduced to the fields that an
 * integration of hosted Checkout, payment intents, refunds and disputes reads.
 */
export class Account {
  readonly sessions = new Map<string, Session>();
  readonly intents = new Map<string, Intent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();
  readonly disputes = new Map<string, Dispute>();
  readonly events: StripeEvent[] = [];
  /** What a session was asked to give its intent. */
  readonly intentData = new Map<string, { metadata: Record<string, string>; description: string | null }>();
  /** How refunds go from now on. */
  refundsGo: 'succeed' | 'pend' | 'fail-later' | 'fail' = 'succeed';
  readonly now: () => number;
  private made = 0;

  private readonly random: (bytes: number) => Buffer;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number, random: (bytes: number) => Buffer = randomBytes) {
    this.now = now;
    this.random = random;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Ids are unguessable, and their objects keep the order in which they were made. */
  id(prefix: string): string {
    this.made += 1;
    return `${prefix}_${String(this.made).padStart(6, '0')}${this.random(9).toString('hex')}`;
  }

  tell(type: string, object: { readonly id: string }): void {
    this.events.push({
      id: this.id('evt'),
      object: 'event',
      type,
      created: this.seconds(),
      livemode: false,
      data: { object: structuredClone(object) },
    });
  }
}
