import Stripe from 'stripe';
import { nowMs } from '#lib/clock.ts';
import type { Account } from './account.ts';
import type { StripeEvent } from './objects.ts';

/** Takes an event as the shop's webhook does; answers its status. */
export type Receiver = (body: string, headers: Readonly<Record<string, string>>) => Promise<number>;

/** An event as it is posted, signed as Stripe signs: by the SDK's own function for tests. */
export const signed = (
  event: StripeEvent,
  secret: string,
  at = nowMs(),
): { body: string; headers: Record<string, string> } => {
  const body = JSON.stringify({ ...event, api_version: '2026-10-28.endive', pending_webhooks: 1 });
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret,
    timestamp: Math.floor(at / 1000),
  });
  return { body, headers: { 'content-type': 'application/json', 'stripe-signature': signature } };
};

/** Events on their way to one endpoint. Nothing arrives by itself: a test says when, in which order and how often. */
export class Webhooks {
  private sent = 0;
  private readonly account: Account;
  private readonly secret: string;
  constructor(account: Account, secret: string) {
    this.account = account;
    this.secret = secret;
  }

  /** Delivers what has happened since the last time; what is not taken stays undelivered. Answers the types. */
  async deliver(receive: Receiver, how: { times?: number; reversed?: boolean } = {}): Promise<string[]> {
    const events = this.account.events.slice(this.sent);
    this.sent = this.account.events.length;
    const order = how.reversed ? events.reverse() : events;
    for (const event of order) {
      for (let time = 0; time < (how.times ?? 1); time += 1) {
        const { body, headers } = signed(event, this.secret);
        const status = await receive(body, headers);
        if (status >= 300) throw new Error(`the webhook answered ${status} to ${event.type}`);
      }
    }
    return order.map(({ type }) => type);
  }

  /** Loses what has happened since the last time. */
  lose(): void {
    this.sent = this.account.events.length;
  }
}
