/**
 * Who gets how much of the account's concurrency. A flood takes whatever nobody has reserved, and consumers live on that:
 * so not only buying has its share, each public route has a ceiling too. The only place of these numbers.
 */
/** A part of what can be reserved, and its functions with their weights inside it. */
interface Share {
  /** Of 880: what is left of an account's 1,000 when the functions without a share have 120. */
  readonly parts: number;
  /**
   * How long an invocation takes, in milliseconds. An assumption for AWS, where nothing was measured yet: the rate of a
   * route follows from it.
   */
  readonly meanMs: number;
  /** Of those of its functions that are far from that. */
  readonly meanMsOf?: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, number>>;
}

export const shares = {
  /** Placing and paying, and the buyer's look at the order. */
  buy: {
    parts: 300,
    meanMs: 400,
    meanMsOf: { 'orders/get-order': 80, 'billing/receive-payment-report': 80 },
    functions: {
      'checkout/checkout-cart': 150,
      'orders/continue-payment': 30,
      'orders/sync-payment': 30,
      'orders/get-order': 40,
      'billing/receive-payment-report': 40,
      'billing/show-test-payment': 3,
      'billing/press-test-payment': 3,
      'orders/cancel-order': 2,
      'orders/request-return': 2,
    },
  },
  cart: {
    parts: 200,
    meanMs: 80,
    functions: {
      'checkout/create-cart': 50,
      'checkout/change-cart': 50,
      'checkout/set-line': 30,
      'checkout/get-cart': 30,
      'checkout/set-contact': 10,
      'checkout/set-shipping': 10,
      'checkout/list-shipping-options': 10,
      'checkout/add-coupon': 5,
      'checkout/remove-coupon': 2,
      'checkout/remove-line': 3,
    },
  },
  accounts: { parts: 50, meanMs: 80, functions: { 'orders/look-up-order': 1 } },
  browse: {
    parts: 240,
    meanMs: 40,
    functions: {
      'site/get-page': 50,
      'catalog/get-product': 40,
      'catalog/list-products': 20,
      'catalog/get-collection': 10,
      'catalog/list-collections': 4,
      'search/search-products': 30,
      'search/suggest-queries': 10,
      'site/get-search': 15,
      'site/get-preview': 1,
      'content/get-home': 10,
      'content/get-front': 6,
      'content/get-entry': 15,
      'content/list-entries': 6,
      'content/get-menu': 3,
      'content/get-feed-json': 2,
      'content/get-feed-xml': 2,
      'content/get-sitemap': 1,
      'content/get-month-sitemap': 1,
      'content/get-news-sitemap': 1,
      'content/get-preview': 1,
      'media/get-media': 4,
      'platform/default-route': 3,
      'platform/get-docs': 1,
      'platform/get-health': 1,
      'platform/get-openapi': 1,
      'platform/get-shop': 2,
    },
  },
  /** What a paid order goes through: relay of facts, settlement, claims, expiry. */
  settle: {
    parts: 90,
    meanMs: 200,
    functions: {
      'orders/publish-events': 10,
      'inventory/publish-events': 10,
      'billing/publish-events': 8,
      'catalog/publish-events': 5,
      'bulk/publish-events': 4,
      'content/publish-events': 4,
      'media/publish-events': 4,
      'orders/settle-payment': 8,
      'orders/on-payment-succeeded': 8,
      'orders/on-payment-changed': 4,
      'orders/expire-order': 6,
      'orders/on-order-placed': 4,
      'billing/record-payment-report': 6,
      'inventory/on-order-paid': 5,
      'inventory/on-order-expired': 2,
      'inventory/on-order-cancelled': 2,
    },
  },
} as const satisfies Record<string, Share>;

/** Answers how long an invocation of a function is thought to take, in milliseconds. */
export const meanMsOf = (share: ShareName, id: string): number => {
  const { meanMs, meanMsOf: others }: Share = shares[share];
  return others?.[id] ?? meanMs;
};

export type ShareName = keyof typeof shares;
export const shareNames = Object.keys(shares) as [ShareName, ...ShareName[]];
/** The share of a function and its weight in it, by the function’s id. */
export const places: ReadonlyMap<string, { readonly share: ShareName; readonly weight: number }> = new Map(
  Object.entries(shares).flatMap(([share, { functions }]) =>
    Object.entries(functions).map(([id, weight]) => [id, { share: share as ShareName, weight }]),
  ),
);
