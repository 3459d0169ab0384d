import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { line, lines } from '#lib/text.ts';
import { noCard } from '../../users/public.ts';

/** What callers may ask of a paid order. Free text that looks like a card's number is refused. */
const address = z.url().check(z.maxLength(500), z.regex(/^https?:\/\//, 'must be an http or https address'));
const amount = z.optional(
  z.strictObject({ ...Money.shape, amount: z.int().check(z.gte(1)).check(z.describe('Minor units, at least 1.')) }),
);

const lineId = line(100);
const units = z.int().check(z.gte(1), z.lte(1_000_000));
/** Lines of a request, each named once. */
const linesOf = <S extends z.ZodMiniType<{ lineId: string }>>(line: S) =>
  z.array(line).check(
    z.minLength(1),
    z.maxLength(40),
    z.refine((all) => new Set(all.map((one) => one.lineId)).size === all.length, 'must name each line once'),
  );

/** How a parcel is followed; every field may come later. */
const tracking = {
  carrier: z.optional(line(60).check(noCard)).check(z.describe('Who carries the parcel.')),
  trackingNumbers: z
    .optional(z.array(line(100)).check(z.maxLength(10)))
    .check(z.describe('Numbers by which the carrier knows it.')),
  trackingUrls: z
    .optional(z.array(address).check(z.maxLength(10)))
    .check(z.describe('Pages on which it can be followed.')),
};

/** Without lines everything that is still to be sent goes. */
export const FulfilmentRequest = z.strictObject({
  lines: z
    .optional(
      linesOf(
        z.strictObject({
          lineId: lineId.check(z.describe('A line of the order.')),
          quantity: units.check(z.describe('How many of its units.')),
        }),
      ),
    )
    .check(z.describe('What is sent; without it everything that is still to be sent.')),
  ...tracking,
});
export type FulfilmentRequest = z.infer<typeof FulfilmentRequest>;

export const FulfilmentPatch = z.strictObject({
  ...tracking,
  status: z.optional(z.enum(['delivered'])).check(z.describe('That the parcel arrived.')),
});
export type FulfilmentPatch = z.infer<typeof FulfilmentPatch>;

/**
 * What staff asks for. Lines and shipping say what it is for; `amount` alone is goodwill, `amount` beside them is less
 * than they are worth (a fee is kept). With none of the three everything that is left is paid back.
 */
export const RefundRequest = z.strictObject({
  lines: z
    .optional(
      linesOf(
        z.strictObject({
          lineId: lineId.check(z.describe('A line of the order.')),
          quantity: units.check(z.describe('How many of its units.')),
          restock: z._default(z.boolean(), false).check(z.describe('Whether they go back on the shelf.')),
        }),
      ),
    )
    .check(z.describe('The units that are paid back.')),
  shipping: z.optional(z.boolean()).check(z.describe('Whether what is left of the shipping is paid back too.')),
  amount: amount.check(z.describe('Alone: goodwill. Beside lines or shipping: less than they are worth.')),
  reason: line(200).check(noCard).check(z.describe('Why, for the buyer and the books.')),
  paymentId: z
    .optional(line(40))
    .check(
      z.describe(
        'Another payment of the order, whose money it never kept and whose refund failed; without it the one that paid.',
      ),
    ),
});
export type RefundRequest = z.infer<typeof RefundRequest>;

export const ReturnRequest = z.strictObject({
  lines: linesOf(
    z.strictObject({
      lineId: lineId.check(z.describe('A line of the order.')),
      quantity: units.check(z.describe('How many of its units.')),
    }),
  ).check(z.describe('The units that come back.')),
  reason: lines(500).check(noCard).check(z.describe('Why.')),
});
export type ReturnRequest = z.infer<typeof ReturnRequest>;

/**
 * What staff decides of a return. With `received`: how many units of each line came (all of them without lines; where
 * some are named, none of the others) and whether they go back on the shelf; `refund` pays them back in the same moment,
 * with `amount` when that is less than they are worth.
 */
export const ReturnDecision = z.strictObject({
  status: z.enum(['approved', 'refused', 'received']).check(z.describe('What is decided.')),
  lines: z
    .optional(
      linesOf(
        z.strictObject({
          lineId: lineId.check(z.describe('A line of the return.')),
          quantity: z.optional(units).check(z.describe('How many of its units came.')),
          restock: z._default(z.boolean(), false).check(z.describe('Whether they go back on the shelf.')),
        }),
      ),
    )
    .check(z.describe('What came, with `received`; without it all of it.')),
  refund: z
    .optional(
      z.strictObject({
        shipping: z.optional(z.boolean()).check(z.describe('Whether what is left of the shipping is paid back too.')),
        amount: amount.check(z.describe('Less than what came is worth.')),
      }),
    )
    .check(z.describe('Pays back what came, in the same moment.')),
});
export type ReturnDecision = z.infer<typeof ReturnDecision>;

/** Calls off an order that is not sent yet. The units go back on the shelf unless it is said that they do not. */
export const CancelRequest = z.strictObject({
  reason: z.optional(line(200).check(noCard)).check(z.describe('Why.')),
  restock: z._default(z.boolean(), true).check(z.describe('Whether the units go back on the shelf.')),
});
