/**
 * What one mailbox holds unpaid: a guest may hold so many checkouts at once, and so many units of a variant in all of
 * them. Its addresses may be several; see `foldMailbox`. Moments are milliseconds since 1970.
 */
export interface Hold {
  /** The cart that is checked out: again is the same hold. */
  readonly cart: string;
  readonly at: number;
  /** When the order has ended at the latest, if nobody pays. */
  readonly until: number;
  readonly units: Readonly<Record<string, number>>;
}

export interface HoldLimits {
  readonly checkouts: number;
  /** Of one variant. */
  readonly units: number;
}

/** What a hold more would be too much of, and when there is room again. */
export interface HoldRefused {
  readonly what: 'checkouts' | { readonly variantId: string };
  readonly until: number;
}

const sameUnits = (a: Hold, b: Hold): boolean => {
  const [ours, theirs] = [Object.entries(a.units), b.units];
  return ours.length === Object.keys(theirs).length && ours.every(([id, quantity]) => theirs[id] === quantity);
};

/** Whether a mailbox holds this already, long enough: then nothing is written. */
export const isHeld = (holds: readonly Hold[], hold: Hold): boolean =>
  holds.some((one) => one.cart === hold.cart && one.until >= hold.at && sameUnits(one, hold));

/** The holds of a mailbox with one more, in the place of an earlier one of its cart; or why it is refused. */
export const withHold = (
  holds: readonly Hold[],
  hold: Hold,
  most: HoldLimits,
): { readonly holds: readonly Hold[] } | { readonly refused: HoldRefused } => {
  const open = holds.filter(({ cart, until }) => cart !== hold.cart && until > hold.at);
  const room = (those: readonly Hold[]): number => Math.min(hold.until, ...those.map(({ until }) => until));
  if (open.length >= most.checkouts) return { refused: { what: 'checkouts', until: room(open) } };
  for (const [variantId, quantity] of Object.entries(hold.units)) {
    const holding = open.filter(({ units }) => units[variantId]);
    const held = holding.reduce((sum, { units }) => sum + (units[variantId] ?? 0), 0);
    if (held + quantity > most.units) return { refused: { what: { variantId }, until: room(holding) } };
  }
  return { holds: [...open, hold] };
};
