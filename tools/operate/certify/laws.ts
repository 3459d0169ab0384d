/** The laws that a certificate proves, each in a sentence; a violation names its law. */
export const laws = {
  readable: 'every kept item can be read, and lies where it says that it belongs',
  tile: 'the tickets of a shard do not overlap: no unit is sold twice',
  credit: 'the credits of a shard are numbered 1, 2, 3 …, each the sum of its parts',
  origin: 'every unit that came in has one origin: opening, delivery, return or an ended ticket',
  returned: 'the units of an ended ticket came back once, and all of them',
  adjusted: 'what staff changed moved as many units as its record says',
  left: 'no shard has sold more than it had',
  equation: 'opening + restocked = sold + held + left',
  counter: 'the counters that sell say what the ledger says',
  marks: 'what is marked as final is final',
  sums: 'the sums of a settled ledger are those of its rows',
  limit: 'a coupon or limit is used at most as often as it may be',
  coupon: 'an order that used a limited coupon has taken one use of it',
  story: 'the facts of an order are numbered 1, 2, 3 … and follow from each other',
  cart: 'a cart is at most one order',
  units: 'an order holds tickets for what its lines say, and its total is their sum',
  ticket: 'a ticket stands where its order stands',
  owner: 'a ticket in use belongs to exactly one order',
  shipped: 'no more was sent than left its tickets',
  'paid-by': 'a paid order that costs something was paid by exactly one payment, in full',
  payment: 'the money of a payment has exactly one order, or went back',
  refund: 'no more goes back than came',
  log: 'a row says nothing that the log does not say',
  closed: 'an order that ended has left no payment open',
  provider: 'the provider’s books say what the log says',
  settled: 'nothing is on its way any more',
} as const satisfies Record<string, string>;
export type Law = keyof typeof laws;

/** A law that does not hold: where, what was found, what the law asks for. */
export interface Violation {
  readonly law: Law;
  readonly what: string;
  readonly found: string | number;
  readonly expected: string | number;
}
/** Something that is on its way: right as long as it arrives. */
export interface Open {
  readonly kind:
    | 'unit without a ticket'
    | 'units owed'
    | 'order pending'
    | 'order expiring'
    | 'stock to follow'
    | 'payment'
    | 'refund'
    | 'dispute'
    | 'unpaired money';
  readonly what: string;
}

/** Where laws report to. */
export interface Findings {
  readonly violations: Violation[];
  readonly open: Open[];
  /** Everything is at rest: then what is on its way is stuck. */
  readonly settled: boolean;
}

/** Reports a violation unless both are the same. */
export const differ = (
  { violations }: Findings,
  law: Law,
  what: string,
  found: string | number,
  expected: string | number,
): void => {
  if (found !== expected) violations.push({ law, what, found, expected });
};

/** Notes what is on its way; once everything is at rest it has no business to be. */
export const onItsWay = ({ violations, open, settled }: Findings, kind: Open['kind'], what: string): void => {
  open.push({ kind, what });
  if (settled) violations.push({ law: 'settled', what, found: kind, expected: 'nothing' });
};
