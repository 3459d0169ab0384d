import { type Money, money } from '#lib/money.ts';
import type { BookedOrder } from '../../orders/public.ts';
import { type Cell, codeCell, type Plain, plain } from '../csv/cells.ts';
import { decimal } from './product-rows.ts';

type Order = BookedOrder['order'];
type Refund = BookedOrder['refunds'][number];

/** What has a price of its own: a line, the shipping, or what goes back of either. Amounts that go back are below zero. */
interface Entry {
  readonly row: 'line' | 'shipping' | 'refund-line' | 'refund-shipping' | 'refund-other';
  /** The moment at which the money moved; empty while it has not. */
  readonly date: string | null;
  readonly lineId?: string;
  readonly sku?: string;
  readonly title: string;
  readonly quantity?: number;
  readonly unitPrice?: Money;
  readonly subtotal?: Money;
  readonly discount?: Money;
  /** Decimal text; none where what goes back belongs to no rate. */
  readonly taxRate?: string | undefined;
  readonly tax: Money | undefined;
  /** Tax included. */
  readonly total: Money;
  readonly refund?: Refund;
}

const rateCell = (rate: string | undefined): Plain | null => (rate === undefined ? null : plain(rate));
const amountCell = (amount: Money | undefined): Plain | null => (amount ? decimal(amount) : null);

/** The names of an order's taxes of one rate. */
const taxName = ({ taxLines }: Order, rate: string | undefined): string =>
  taxLines.flatMap((line) => (line.rate === rate ? [line.name] : [])).join(' / ');

const names = [
  'Order', 'Order ID', 'Row', 'Date', 'Placed at', 'Paid at', 'Status', 'Payment status', 'Fulfilment status', 'Dispute',
  'Test', 'Country', 'Region', 'Postal prefix', 'Coupons', 'Currency', 'Prices include tax', 'Order total', 'Order refunded',
  'Line ID', 'SKU', 'Title', 'Quantity', 'Unit price', 'Subtotal', 'Discount', 'Net', 'Tax name', 'Tax rate', 'Tax', 'Total',
  'Payment ID', 'Provider', 'Provider reference', 'Refund ID',
] as const; // biome-ignore format: a header

export const orderHeader: readonly string[] = names;

const cellsOf = ({ order, payment }: BookedOrder, entry: Entry, isFirst: boolean): Cell[] => {
  const { tax, total } = entry;
  const cells: Record<(typeof names)[number], Cell> = {
    Order: order.number,
    'Order ID': order.id,
    Row: entry.row,
    Date: entry.date,
    'Placed at': order.placedAt,
    'Paid at': order.paidAt,
    Status: order.status,
    'Payment status': order.paymentStatus,
    'Fulfilment status': order.fulfilmentStatus,
    Dispute: order.dispute,
    Test: order.test,
    Country: order.country,
    Region: order.region,
    'Postal prefix': order.postalPrefix,
    Coupons: order.coupons.join(', '),
    Currency: order.currency,
    'Prices include tax': order.pricesIncludeTax,
    // Of the order as a whole, once, so that a column can be summed.
    'Order total': isFirst ? decimal(order.totals.total) : null,
    'Order refunded': isFirst ? decimal(order.refundedTotal ?? money(0, order.currency)) : null,
    'Line ID': entry.lineId,
    SKU: entry.sku === undefined ? null : codeCell(entry.sku),
    Title: entry.title,
    Quantity: entry.quantity,
    'Unit price': amountCell(entry.unitPrice),
    Subtotal: amountCell(entry.subtotal),
    Discount: amountCell(entry.discount),
    Net: tax ? decimal(money(total.amount - tax.amount, total.currency)) : null,
    'Tax name': taxName(order, entry.taxRate),
    'Tax rate': rateCell(entry.taxRate),
    Tax: amountCell(tax),
    Total: decimal(total),
    'Payment ID': order.paidBy,
    Provider: payment?.provider,
    // What the provider's own statement names: the charge where there is one.
    'Provider reference': payment?.chargeId ?? payment?.objectId,
    'Refund ID': entry.refund?.id,
  };
  return names.map((name) => cells[name]);
};

/** Rounds `amount · part ÷ whole` half up, exactly: the product may be beyond what a double holds. */
const portion = (amount: number, part: number, whole: number): number =>
  whole === 0 ? 0 : Number((2n * BigInt(amount) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)));

/** Something of an order that money goes back of: its tax goes back in proportion, and the whole of it with the last cent. */
interface Part {
  readonly tax: number;
  readonly total: number;
  back: number;
}
const taxBack = (part: Part, amount: number): number => {
  const before = portion(part.tax, part.back, part.total);
  part.back += amount;
  return portion(part.tax, part.back, part.total) - before;
};

const partOf = ({ tax, total }: { readonly tax: Money; readonly total: Money }): Part => ({
  tax: tax.amount,
  total: total.amount,
  back: 0,
});

/** The rate of an order whose parts all have one; undefined where there are several. */
const onlyRate = ({ lines, shipping }: Order): string | undefined => {
  const rates = new Set(
    [...lines, ...(shipping ? [shipping] : [])].filter(({ total }) => total.amount !== 0).map((part) => part.taxRate),
  );
  return rates.size === 1 ? [...rates][0] : undefined;
};

/**
 * What went back, refund by refund. Money that belongs to no line (a reduction of the price, or the rest of a refund that
 * followed one) has the order's rate when there is only one; with several rates nobody but a bookkeeper can tell.
 */
const refundEntries = ({ order, refunds }: BookedOrder): Entry[] => {
  const { currency } = order;
  const lines = new Map(order.lines.map((line) => [line.id, { line, part: partOf(line) }]));
  const shipping = order.shipping && partOf(order.shipping);
  const rate = onlyRate(order);
  const other = partOf({ tax: order.totals.tax, total: order.totals.total });
  const back = (amount: number): Money => money(-amount || 0, currency);
  return refunds.flatMap((refund) => {
    const date = refund.status === 'succeeded' ? refund.settledAt : null;
    const entries: Entry[] = refund.lines.flatMap(({ lineId, quantity, amount }) => {
      const found = lines.get(lineId);
      if (!found) return [];
      const { line, part } = found;
      const [tax, total] = [back(taxBack(part, amount.amount)), back(amount.amount)];
      const { sku, title, taxRate } = line;
      return { row: 'refund-line', date, lineId, sku, title, quantity: -quantity, taxRate, tax, total, refund };
    });
    const sent = refund.shipping.amount;
    if (order.shipping && shipping && sent !== 0) {
      const { name: title, taxRate } = order.shipping;
      const tax = back(taxBack(shipping, sent));
      entries.push({ row: 'refund-shipping', date, title, taxRate, tax, total: back(sent), refund });
    }
    const rest = refund.lines.reduce((left, { amount }) => left - amount.amount, refund.amount.amount - sent);
    if (rest !== 0) {
      const tax = rate === undefined ? undefined : back(taxBack(other, rest));
      entries.push({ row: 'refund-other', date, title: 'Adjustment', taxRate: rate, tax, total: back(rest), refund });
    }
    return entries;
  });
};

const saleEntries = ({ order }: BookedOrder): Entry[] => {
  const date = order.paidAt;
  const lines = order.lines.map((line): Entry => {
    const { id: lineId, sku, title, quantity, unitPrice, subtotal, discount, taxRate, tax, total } = line;
    return { row: 'line', date, lineId, sku, title, quantity, unitPrice, subtotal, discount, taxRate, tax, total };
  });
  if (!order.shipping) return lines;
  const { name: title, taxRate, tax, total } = order.shipping;
  return [...lines, { row: 'shipping', date, title, taxRate, tax, total }];
};

/**
 * The rows of an order for the books: one for each line, one for the shipping, and one for each thing that a refund paid
 * back, below zero. They add up: the rows of a sale to the order's total, their tax by rate to its tax lines, all rows to
 * what the shop kept. No row says who bought: names, addresses and e-mails stay in their home region.
 */
export const orderRows = (booked: BookedOrder): Cell[][] =>
  [...saleEntries(booked), ...refundEntries(booked)].map((entry, index) => cellsOf(booked, entry, index === 0));
