import type { Contact } from '../../users/public.ts';

/** A mail about goods on the move: what it says, the goods, and how they are followed. */
export interface GoodsMail {
  readonly subject: string;
  readonly heading: string;
  readonly sentence: string;
  readonly number: string;
  readonly test: boolean;
  readonly lines: readonly { readonly title: string; readonly sku: string; readonly quantity: number }[];
  readonly carrier: string | null;
  readonly tracking: readonly { readonly number: string; readonly url: string | undefined }[];
  /** Goods go to this address; goods that came back name none. */
  readonly to: Contact['shippingAddress'] | undefined;
}
