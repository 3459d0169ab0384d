import type { Chance } from '../../../support/chance.ts';
import type { People } from '../people.ts';
import type { Kept } from '../tables.ts';

/** A charge in a provider's own books. Amounts are in minor units of the shop's currency. */
export interface Charge {
  /** Our payment's id, as the provider keeps it. */
  readonly paymentId: string;
  /** What the money came by at the provider. */
  readonly id: string;
  readonly amount: number;
  readonly disputed: boolean;
  readonly refunds: readonly {
    readonly refundId: string;
    readonly amount: number;
    readonly status: 'pending' | 'succeeded' | 'failed';
  }[];
}

/** A payment as the API answers it. */
export interface AnsweredPayment {
  readonly nextAction?: { readonly type: string; readonly url?: string; readonly clientSecret?: string } | null;
}

/** The world outside of the shop: a provider with its page and its books. */
export interface Outside {
  /** Methods that a storefront names; undefined for the provider's own page. */
  readonly methods: readonly (string | undefined)[];
  /** What a buyer does at the provider with a payment that was answered; false when there is nothing to do. */
  act(people: People, payment: AnsweredPayment | null, chance: Chance): Promise<boolean>;
  charges(kept: readonly Kept[]): Charge[];
  /** Our ids of payments that a buyer could still pay. */
  payable(kept: readonly Kept[]): string[];
}
