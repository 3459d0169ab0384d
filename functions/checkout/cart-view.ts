import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { Contact } from '../users/public.ts';

/** A cart as every cart route answers it: whole, priced, with what stands in the way of checking it out. */
const Line = z.object({
  id: z.string(),
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  unitPrice: Money,
  subtotal: Money,
  discount: Money,
  tax: Money,
  taxRate: z.string(),
  total: Money,
});

export const Problem = z.object({
  code: z.enum(['price-changed', 'not-available', 'country-not-served', 'shipping-not-available']),
  detail: z.string(),
  sku: z.optional(z.string()),
  was: z.optional(Money),
});
export type Problem = z.infer<typeof Problem>;

export const CartView = z.object({
  id: z.string(),
  version: z.int(),
  currency: z.string(),
  country: z.nullable(z.string()),
  pricesIncludeTax: z.boolean(),
  lines: z.array(Line),
  contact: z.nullable(Contact),
  shipping: z.nullable(z.object({ optionId: z.string(), name: z.string(), total: Money, tax: Money })),
  coupons: z.array(z.string()),
  totals: z.object({ subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money }),
  taxLines: z.array(z.object({ name: z.string(), rate: z.string(), included: z.boolean(), amount: Money })),
  /** True while the address is unknown and tax is a guess for the country. */
  estimated: z.boolean(),
  problems: z.array(Problem),
  metadata: z.record(z.string(), z.string()),
  orderId: z.nullable(z.string()),
});
export type CartView = z.infer<typeof CartView>;
