import type * as z from 'zod/mini';
import type * as kept from './kept.ts';

/** What is kept of one shard of one counted thing. Keys are positions: where a ticket begins, a credit's number. */
export interface ShardBook {
  readonly tickets: Map<number, kept.Ticket>;
  readonly credits: Map<number, z.infer<typeof kept.Credit>>;
  readonly owed: kept.Part[];
  marks?: z.infer<typeof kept.Marks>;
  counter?: kept.Counter;
  sums?: z.infer<typeof kept.Sums>;
}
export interface StockBook {
  readonly shards: Map<number, ShardBook>;
  /** What staff changed: units by the adjustment's id. */
  readonly adjustments: Map<string, number>;
}
export type PlacedFact = z.infer<typeof kept.Placed>;
export type PaidFact = z.infer<typeof kept.Paid>;
type EndedFact = z.infer<typeof kept.Ended>;

/** An order as its facts tell it. `types` lies by sequence. */
export interface OrderStory {
  readonly types: Map<number, string>;
  readonly placed: PlacedFact[];
  readonly paid: PaidFact[];
  readonly ended: EndedFact[];
  readonly fulfilled: z.infer<typeof kept.Fulfilled>[];
  readonly returned: z.infer<typeof kept.Returned>[];
  row?: z.infer<typeof kept.OrderRow>;
}
/** A payment as its facts tell it; `came` has one entry for each time that its money is said to have come. */
export interface PaymentStory {
  readonly types: Set<string>;
  readonly came: z.infer<typeof kept.PaymentFact>[];
  dispute?: 'open' | 'won' | 'lost';
  row?: z.infer<typeof kept.PaymentRow>;
}
export interface RefundStory {
  readonly succeeded: z.infer<typeof kept.RefundFact>[];
  failed?: z.infer<typeof kept.RefundFact>;
  row?: z.infer<typeof kept.RefundRow>;
}

/** All that was read, one small record for each ticket and fact. */
export interface Books {
  readonly stock: Map<string, StockBook>;
  readonly orders: Map<string, OrderStory>;
  readonly payments: Map<string, PaymentStory>;
  readonly refunds: Map<string, RefundStory>;
  readonly unpaired: string[];
  /** By code. */
  readonly promotions: Map<string, z.infer<typeof kept.Promotion>>;
  /** What people call a variant, as its orders say. */
  readonly skus: Map<string, string>;
  readonly provider: {
    readonly payments: z.infer<typeof kept.ProviderPayment>[];
    readonly refunds: z.infer<typeof kept.ProviderRefund>[];
  };
  readonly read: { items: number; events: number; tickets: number; credits: number };
  /** Items that should be read and cannot be. */
  readonly unreadable: { readonly at: string; readonly why: string }[];
}

export const emptyBooks = (): Books => ({
  stock: new Map(),
  orders: new Map(),
  payments: new Map(),
  refunds: new Map(),
  unpaired: [],
  promotions: new Map(),
  skus: new Map(),
  provider: { payments: [], refunds: [] },
  read: { items: 0, events: 0, tickets: 0, credits: 0 },
  unreadable: [],
});

const getOrPut = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
};
export const orderIn = (books: Books, id: string): OrderStory =>
  getOrPut(books.orders, id, () => ({
    types: new Map(),
    placed: [],
    paid: [],
    ended: [],
    fulfilled: [],
    returned: [],
  }));
export const paymentIn = (books: Books, id: string): PaymentStory =>
  getOrPut(books.payments, id, () => ({ types: new Set(), came: [] }));
export const refundIn = (books: Books, id: string): RefundStory =>
  getOrPut(books.refunds, id, () => ({ succeeded: [] }));
export const stockIn = (books: Books, what: string): StockBook =>
  getOrPut(books.stock, what, () => ({ shards: new Map(), adjustments: new Map() }));
export const shardIn = (books: Books, what: string, shard: number): ShardBook =>
  getOrPut(stockIn(books, what).shards, shard, () => ({ tickets: new Map(), credits: new Map(), owed: [] }));
