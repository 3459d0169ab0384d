import { isoTime } from '#lib/clock.ts';
import { newSecretId } from '#lib/id.ts';
import { write } from '#lib/table.ts';
import { catalogSettings, variantIdsOf } from '../catalog/public.ts';
import { NotAvailable } from '../catalog/refusals.ts';
import { linesOf } from '../orders/public.ts';
import { regionOf, regionUnknown } from '../pricing/public.ts';
import { CurrencyNotSold } from '../pricing/refusals.ts';
import { type Address, buyerKeysOf, type ContactPartsInput, contactWrite, countContact } from '../users/public.ts';
import { type Cart, emptyCart, MOST_QUANTITY } from './cart.ts';
import { newCart } from './carts-table.ts';
import { priceCart } from './price-cart.ts';
import type { PricedCart } from './priced-cart.ts';
import { CountryNotServed, QuantityTooLarge, RegionMissing } from './refusals.ts';
import { settings } from './settings.ts';

/** What a new cart is given at once; every part of it can also be set later. */
export interface CartInput {
  readonly currency?: string | undefined;
  readonly country?: string | undefined;
  readonly lines?: readonly { sku: string; quantity: number }[] | undefined;
  readonly contact?: ContactPartsInput | undefined;
  readonly shipping?: { optionId: string } | undefined;
  readonly fromOrder?: string | undefined;
  readonly metadata?: Record<string, string> | undefined;
  readonly note?: string | null | undefined;
}

/**
 * Creates a cart, priced. Its id is its secret: 160 random bits, never logged.
 * @param orderToken of `fromOrder`, whose lines are taken
 * @param viewer names the viewer's network
 * @param now milliseconds since 1970
 * @throws Refusal 422 `currency-not-sold`, `not-available`, `country-not-served`, `region-unknown`, `region-missing`, 404
 * for another's order
 */
export const startCart = async (
  input: CartInput,
  orderToken: string | undefined,
  viewer: () => string,
  now: number,
): Promise<PricedCart> => {
  const currencies = catalogSettings().SHOP_CURRENCIES;
  const currency = input.currency ?? currencies[0] ?? 'EUR';
  if (!currencies.includes(currency)) throw new CurrencyNotSold(`We sell in ${currencies.join(', ')}.`);
  const wanted = input.fromOrder ? await linesOf(input.fromOrder, orderToken) : await variantsOf(input.lines ?? []);
  const empty = emptyCart(newSecretId('crt'), currency, input.country ?? null, isoTime(now));
  const parts = input.contact;
  const cart: Cart = {
    ...(parts ? await withContact(empty, parts) : empty),
    note: input.note || undefined,
    optionId: input.shipping?.optionId ?? null,
    metadata: input.metadata ?? {},
    lines: wanted.map(({ variantId, quantity }) => [variantId, quantity, 0]),
  };
  const [priced] = await Promise.all([
    priceCart(cart, parts ? { parts } : {}),
    ...(parts ? [countContact(viewer())] : []),
  ]);
  const gone = priced.problems.find((problem) => problem.code === 'not-available');
  if (gone && !input.fromOrder) throw new NotAvailable(`${gone.sku} is not sold in this cart’s currency.`);
  if (parts) await refuseWithoutRegion(priced, parts);
  const contact = parts && priced.contact ? contactWrite(priced.contact, now) : undefined;
  const seen: Cart = {
    ...cart,
    contactRef: contact?.contactRef ?? null,
    lines: priced.quote.lines.map((line) => [line.variantId, line.quantity, line.unitPrice.amount]),
  };
  if (contact) await write(contact.write);
  await write(newCart(seen));
  return { ...priced, cart: seen, problems: priced.problems.filter((problem) => problem.code !== 'price-changed') };
};

/**
 * Finds the variants of SKUs (or variant ids) in one call, and sums the quantities of the same one.
 * @throws Refusal 422 `not-available`, `quantity-too-large`
 */
const variantsOf = async (
  lines: readonly { sku: string; quantity: number }[],
): Promise<{ variantId: string; quantity: number }[]> => {
  const ids = await variantIdsOf(lines.map(({ sku }) => sku));
  const quantities = new Map<string, number>();
  for (const [index, { sku, quantity }] of lines.entries()) {
    const variantId = ids[index];
    if (variantId === undefined) throw new NotAvailable(`There is no article ${sku}.`, { sku });
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  }
  for (const { sku, variantId } of lines.map(({ sku }, i) => ({ sku, variantId: ids[i] ?? '' }))) {
    if ((quantities.get(variantId) ?? 0) <= MOST_QUANTITY) continue;
    throw new QuantityTooLarge(`A line has at most ${MOST_QUANTITY} units.`, {
      sku,
      most: MOST_QUANTITY,
    });
  }
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
};

/**
 * Pins parts of a contact to a cart, but for its reference: the buyer's keys, and what tax and shipping need; nothing
 * personal.
 * @throws Refusal 422 `country-not-served`, `region-unknown`
 */
export const withContact = async (cart: Cart, { email, shippingAddress }: ContactPartsInput): Promise<Cart> => ({
  ...cart,
  ...(email === undefined ? {} : keysOf(email)),
  ...(shippingAddress === undefined ? {} : await placeOf(shippingAddress)),
});

const keysOf = (email: string): Pick<Cart, 'buyerKey' | 'limitKey'> => {
  const { buyerKey, limitKey } = buyerKeysOf(email);
  return { buyerKey, limitKey: limitKey === buyerKey ? undefined : limitKey };
};

/** Answers what tax and shipping need of an address. @throws Refusal 422 `country-not-served`, `region-unknown` */
export const placeOf = async (
  address: Address,
): Promise<Pick<Cart, 'country' | 'region' | 'within' | 'postalPrefix'>> => {
  const { country, region, postalCode = '' } = address;
  if (!settings().SHOP_COUNTRIES.includes(country)) throw new CountryNotServed();
  const found = await regionOf(country, region);
  return {
    country,
    region: found?.code ?? null,
    within: found?.within ?? null,
    postalPrefix: postalCode.replace(/\s/g, '').slice(0, 3),
  };
};

/**
 * Refuses an address without the region that its tax depends on. @throws Refusal 422 `region-missing`, `region-unknown`
 */
export const refuseWithoutRegion = async (
  { problems }: PricedCart,
  { shippingAddress }: ContactPartsInput,
): Promise<void> => {
  if (!shippingAddress || !problems.some(({ code }) => code === RegionMissing.code)) return;
  const { country, region } = shippingAddress;
  if (region?.trim()) throw await regionUnknown(country, region);
  throw new RegionMissing(undefined, { country });
};
