import { type Observed, placedIn, type Request, refusalsIn, spanOf } from './observed.ts';

/** Milliseconds from request to answer. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}
/** Purchases of other products in one phase. */
export interface Trade extends Latency {
  readonly perSecond: number;
  readonly failed: number;
}
/** One slice of the sale; `seconds` since it opened, at the end of the slice. */
export interface Slice {
  readonly seconds: number;
  /** Since the sale opened. */
  readonly sold: number;
  readonly refused: number;
  /** Of the answers to checkouts in this slice; null where there was none. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Of whole purchases of other products that ended in this slice. */
  readonly othersP50: number | null;
}
export interface Figures {
  readonly seconds: number;
  /** From the opening to the answer for the last unit; null when not all units were sold. */
  readonly soldOutAfter: number | null;
  readonly purchasesPerSecond: number;
  readonly answersPerSecond: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly cart: Latency;
  /** Checkouts that became orders, and those that were told "sold out". */
  readonly ordered: Latency;
  readonly refused: Latency;
  readonly others: { readonly before: Trade; readonly during: Trade; readonly after: Trade };
  /** Buyers who pressed twice and were told both: an order, and "sold out" (their own other press held the last unit). */
  readonly toldBoth: number;
  /** From a purchase's last answer to its e-mail, in seconds; and how many were sent without knowing what became of them. */
  readonly mailAfter: { readonly p50: number; readonly last: number; readonly unknown: number };
  readonly slices: readonly Slice[];
}

const SLICES = 120;
const durations = (spans: readonly { start: number; end: number }[]): number[] =>
  spans.map(({ start, end }) => end - start);

/** The smallest value that so large a share of the values does not exceed; 0 for none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
};
const latency = (values: readonly number[]): Latency => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
});
const tenth = (value: number): number => Math.round(value * 10) / 10;
const perSecond = (count: number, ms: number): number => (ms > 0 ? tenth((count * 1000) / ms) : 0);

/** What a sale was like, in numbers: rates, latencies, and the course of it. Pure. */
export const figuresOf = (seen: Observed): Figures => {
  const { visits, opened, ended, units } = seen;
  const requests = visits.flatMap((visit) => visit.requests);
  const checkouts = requests.filter(({ step }) => step === 'checkout');
  const placed = visits.flatMap(placedIn);
  const paid = visits.filter(({ outcome }) => outcome === 'paid').map((visit) => ({ ...spanOf(visit), visit }));
  const soldUntil = paid.length === 0 ? opened : Math.max(...paid.map(({ end }) => end));
  const mailed = new Map(seen.mails.map(({ order, at }) => [order, at]));
  const waits = paid.flatMap(({ end, visit }) => visit.orders.map((order) => (mailed.get(order) ?? end) - end));
  const refusals = checkouts.filter(({ code }) => code === 'out-of-stock');
  return {
    seconds: tenth((ended - opened) / 1000),
    soldOutAfter: paid.length >= units ? tenth((soldUntil - opened) / 1000) : null,
    purchasesPerSecond: perSecond(paid.length, soldUntil - opened),
    answersPerSecond: perSecond(visits.length, ended - opened),
    answers: answersOf(requests),
    cart: latency(durations(requests.filter(({ step }) => step === 'cart'))),
    ordered: latency(durations(placed)),
    refused: latency(durations(refusals)),
    others: tradeOf(seen),
    toldBoth: visits.filter(({ orders, requests }) => orders.length > 0 && refusalsIn([{ requests }]).length > 0)
      .length,
    mailAfter: {
      p50: tenth(percentile(waits, 0.5) / 1000),
      last: tenth(Math.max(0, ...waits) / 1000),
      unknown: seen.mails.filter(({ sent }) => !sent).length,
    },
    slices: slicesOf(seen, { checkouts, placed, refusals }),
  };
};

/** How often each answer was given: by status, and by code for refusals. */
const answersOf = (requests: readonly Request[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const { step, status, code } of requests) {
    const name = `${step} ${status}${code ? ` ${code}` : ''}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Others' purchases by the phase in which they began. */
const tradeOf = ({ others, opened, ended }: Observed): Figures['others'] => {
  const spans = others.map((visit) => ({ ...spanOf(visit), failed: visit.outcome !== 'paid' }));
  const first = Math.min(opened, ...spans.map(({ start }) => start));
  const last = Math.max(ended, ...spans.map(({ end }) => end));
  const phase = (from: number, to: number): Trade => {
    const some = spans.filter(({ start }) => start >= from && start < to);
    const failed = some.filter((one) => one.failed).length;
    return { ...latency(durations(some)), perSecond: perSecond(some.length, to - from), failed };
  };
  return { before: phase(first, opened), during: phase(opened, ended), after: phase(ended, last) };
};

interface Parts {
  readonly checkouts: readonly Request[];
  readonly placed: readonly Request[];
  readonly refusals: readonly Request[];
}

/** The course of the sale in slices of equal length. */
const slicesOf = ({ opened, ended, others }: Observed, { checkouts, placed, refusals }: Parts): Slice[] => {
  const length = Math.max(1, ended - opened) / SLICES;
  const sliceOf = ({ end }: { end: number }): number => Math.min(SLICES - 1, Math.floor((end - opened) / length));
  const [answered, sold, refused] = [checkouts, placed, refusals].map((some) => Map.groupBy(some, sliceOf));
  const during = others.map(spanOf).filter(({ end }) => end >= opened && end <= ended);
  const bought = Map.groupBy(during, sliceOf);
  const sum = { sold: 0, refused: 0 };
  return Array.from({ length: SLICES }, (_, slice) => {
    sum.sold += sold?.get(slice)?.length ?? 0;
    sum.refused += refused?.get(slice)?.length ?? 0;
    const at = (some: readonly { start: number; end: number }[] | undefined, share: number): number | null =>
      some ? percentile(durations(some), share) : null;
    const now = answered?.get(slice);
    return {
      seconds: Math.round(((slice + 1) * length) / 10) / 100,
      ...sum,
      p50: at(now, 0.5),
      p95: at(now, 0.95),
      othersP50: at(bought.get(slice), 0.5),
    };
  });
};
