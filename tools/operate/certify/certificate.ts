import { type Books, emptyBooks } from './books.ts';
import { fileItem } from './file-item.ts';
import type { KeptItem } from './kept.ts';
import { differ, type Findings, type Open, type Violation } from './laws.ts';
import { backOf, moneyLaws, moneyRows } from './money-laws.ts';
import { orderLaws, orderRows, type Standing, standingOf } from './order-laws.ts';
import { providerLaws } from './provider-laws.ts';
import { type StockLine, stockLaws } from './stock-laws.ts';
import { restockKnown, returnLaws, ticketLaws } from './ticket-laws.ts';

/** Money of all payments in one currency, in minor units: `came = kept + back`. */
export interface MoneyLine {
  readonly currency: string;
  readonly payments: number;
  readonly came: number;
  /** By refunds that have arrived. */
  readonly back: number;
  readonly kept: number;
}
/** A variant's units; `sku` is null where no order names it. */
export interface VariantLine extends StockLine {
  readonly sku: string | null;
}
/** A coupon, as its own stock says and as the facts of orders do. */
export interface CouponLine {
  readonly code: string;
  /** How often it may be used; null without a limit in all. */
  readonly most: number | null;
  /** By tickets of orders that are paid, or may still be. */
  readonly used: number;
  /** Orders that name it and are paid, or may still be. */
  readonly orders: number;
}
/** What is proven of a shop, in numbers, and what is not. */
export interface Certificate {
  readonly settled: boolean;
  readonly read: Books['read'];
  readonly variants: readonly VariantLine[];
  /** Limits of single customers, in sum. */
  readonly limits: { readonly count: number; readonly used: number; readonly most: number };
  readonly coupons: readonly CouponLine[];
  readonly orders: Readonly<Record<Exclude<Standing, 'unknown'>, number>>;
  readonly money: readonly MoneyLine[];
  readonly open: readonly Open[];
  readonly violations: readonly Violation[];
}
export interface Rest {
  /** Everything is at rest, every queue empty and every hold over: what is on its way then is stuck, and a violation. */
  readonly settled: boolean;
}

/**
 * Proves a shop's books by its kept events, tickets and credits alone; pure. Items may come in any order, those of other
 * modules are passed. Counters and rows are never believed: they are witnesses, and may only accuse.
 */
export const certify = (items: Iterable<KeptItem>, rest: Rest): Certificate => {
  const books = emptyBooks();
  for (const item of items) fileItem(books, item);
  return certificateOf(books, rest);
};

/** The same of books that were filled item by item (see `fileItem`), for who cannot hold them all. */
export const certificateOf = (books: Books, { settled }: Rest): Certificate => {
  const findings: Findings = { violations: [], open: [], settled };
  for (const { at, why } of books.unreadable) differ(findings, 'readable', at, why, 'a kept item');
  const restocks = { isKnown: restockKnown(books), units: new Map<string, number>() };
  const stock = [...books.stock]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, book]) => stockLaws(what, book, findings, restocks));
  for (const line of stock) couponLimit(books, line, findings);
  ticketLaws(books, findings);
  returnLaws(books, restocks.units, findings);
  orderLaws(books, findings);
  moneyLaws(books, findings);
  orderRows(books, findings);
  moneyRows(books, findings);
  providerLaws(books, findings);
  const limits = stock.filter(({ what }) => what.startsWith('limit#'));
  return {
    settled,
    read: books.read,
    variants: stock
      .filter(({ what }) => !/^(coupon|limit)#/.test(what))
      .map((line) => ({ ...line, sku: books.skus.get(line.what) ?? null })),
    limits: { count: limits.length, used: sumOf(limits, usedOf), most: sumOf(limits, mostOf) },
    coupons: couponLines(books, stock),
    orders: countOrders(books),
    money: moneyLines(books),
    open: findings.open,
    violations: findings.violations,
  };
};

const sumOf = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((sum, one) => sum + of(one), 0);
const usedOf = ({ sold, held }: StockLine): number => sold + held;
const mostOf = ({ opening, restocked, withdrawn }: StockLine): number => opening + restocked - withdrawn;

const countOrders = ({ orders }: Books): Certificate['orders'] => {
  const count = { paid: 0, pending: 0, expired: 0, cancelled: 0, unknown: 0 };
  for (const order of orders.values()) count[standingOf(order)] += 1;
  const { unknown: _, ...known } = count;
  return known;
};

/** A coupon's stock is as much as its promotion says, while that is there. Purchase limits may be changed, coupons not. */
const couponLimit = ({ promotions }: Books, line: StockLine, findings: Findings): void => {
  const [, ofCustomer, code = ''] = line.what.match(/^(limit#)?coupon#([^#]+)/) ?? [];
  const promotion = promotions.get(code);
  const limit = ofCustomer ? promotion?.customerLimit : promotion?.totalLimit;
  if (limit !== undefined) differ(findings, 'limit', `${line.what}: uses there are`, mostOf(line), limit ?? 'none');
};

const couponLines = ({ orders }: Books, stock: readonly StockLine[]): CouponLine[] => {
  const named = new Map<string, number>();
  for (const order of orders.values()) {
    const standing = standingOf(order);
    if (standing !== 'paid' && standing !== 'pending') continue;
    for (const code of new Set(order.placed[0]?.coupons ?? [])) named.set(code, (named.get(code) ?? 0) + 1);
  }
  const limited = new Map(
    stock.filter(({ what }) => what.startsWith('coupon#')).map((line) => [line.what.slice('coupon#'.length), line]),
  );
  return [...new Set([...named.keys(), ...limited.keys()])].sort().map((code) => {
    const line = limited.get(code);
    const orders = named.get(code) ?? 0;
    return { code, most: line ? mostOf(line) : null, used: line ? usedOf(line) : orders, orders };
  });
};

const moneyLines = (books: Books): MoneyLine[] => {
  const back = backOf(books);
  const lines = new Map<string, { payments: number; came: number; back: number }>();
  for (const [id, { came }] of books.payments) {
    for (const { amount } of came) {
      const line = lines.get(amount.currency) ?? { payments: 0, came: 0, back: 0 };
      line.payments += 1;
      line.came += amount.amount;
      line.back += back.get(id) ?? 0;
      lines.set(amount.currency, line);
    }
  }
  return [...lines].sort().map(([currency, line]) => ({ currency, ...line, kept: line.came - line.back }));
};
