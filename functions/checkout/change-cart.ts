import { isDeepStrictEqual } from 'node:util';
import { NotFound, stale } from '#lib/refusals.ts';
import { batchGet, get, transact, write } from '#lib/table.ts';
import { skuAt, skuFrom, variantAt, variantFrom } from '../catalog/public.ts';
import { NotAvailable } from '../catalog/refusals.ts';
import { type ContactPartsInput, contactWrite, countContact, withParts } from '../users/public.ts';
import { type Cart, MOST_LINES, withLine } from './cart.ts';
import { cartAt, cartClosed, cartFrom, nextCart } from './carts-table.ts';
import { priceCart } from './price-cart.ts';
import type { PricedCart } from './priced-cart.ts';
import { CountryOfAddress, TooManyLines } from './refusals.ts';
import { refuseWithoutRegion, withContact } from './start-cart.ts';

/** Reads a cart. @throws Refusal 404 */
export const readCart = async (id: string): Promise<Cart> => cartFrom(await get(cartAt(id), { consistent: true }));

/** Answers the cart, unless its state or the caller's `If-Match` forbids a change. @throws Refusal 409 `cart-closed`, 412 */
export const changeable = (cart: Cart, ifMatch: number | undefined): Cart => {
  if (cart.orderId !== null) throw cartClosed(cart.orderId);
  if (ifMatch !== undefined && ifMatch !== cart.version) throw stale('The cart has changed since you read it.');
  return cart;
};

/** Stores the cart's next version, on the condition that it is still the one that was read. @throws Refusal 409 `version-conflict` */
export const storeNext = async (before: Cart, after: Cart): Promise<Cart> => {
  const next = { ...after, version: before.version + 1 };
  await write(nextCart(next));
  return next;
};

/**
 * Pins a contact, or parts of one, to a cart: both are written in one transaction, so that no contact is left that no
 * cart holds. A part leaves the others as they are; they are read in the batch of prices.
 * @param viewer names the viewer's network
 * @param now milliseconds since 1970
 * @returns the cart, and the headers of the limit of contacts
 * @throws Refusal 404, 409 `cart-closed`, 412, 422 `country-not-served`, `region-missing`, `region-unknown`, 429
 */
export const setContact = async (
  id: string,
  parts: ContactPartsInput,
  ifMatch: number | undefined,
  viewer: string,
  now: number,
): Promise<{ readonly priced: PricedCart; readonly limit: Record<string, string> }> => {
  const cart = changeable(await readCart(id), ifMatch);
  const pinned = await withContact(cart, parts);
  const [priced, limit] = await Promise.all([priceCart(pinned, { parts }), countContact(viewer)]);
  await refuseWithoutRegion(priced, parts);
  const contact = contactWrite(withParts(priced.contact, parts), now);
  const next = { ...pinned, contactRef: contact.contactRef, version: cart.version + 1 };
  await transact([nextCart(next), contact.write]);
  return { priced: { ...priced, cart: next }, limit };
};

/** What a cart is told beside its lines and its contact; what is absent stays. */
export interface CartChange {
  readonly country?: string | undefined;
  readonly note?: string | null | undefined;
  readonly metadata?: Record<string, string> | undefined;
}

/**
 * Changes the country that a cart is priced for before its address is known, its note and its metadata: three calls. A
 * repeat leaves it as it is.
 * @throws Refusal 404, 409 `cart-closed`, 412, 422 `country-of-address`
 */
export const changeCart = async (
  id: string,
  { country, note, metadata }: CartChange,
  ifMatch: number | undefined,
): Promise<PricedCart> => {
  const cart = changeable(await readCart(id), ifMatch);
  const { note: written, ...kept } = cart;
  const moves = country !== undefined && country !== cart.country;
  const noted = note === undefined ? written : note;
  const next: Cart = {
    ...kept,
    ...(moves ? { country, region: null, within: null, postalPrefix: '' } : {}),
    ...(noted ? { note: noted } : {}),
    metadata: metadata ?? cart.metadata,
  };
  const priced = await priceCart(next);
  if (moves && priced.contact?.shippingAddress) {
    throw new CountryOfAddress(undefined, { country: cart.country });
  }
  return isDeepStrictEqual(next, cart) ? priced : { ...priced, cart: await storeNext(cart, next) };
};

/**
 * Sets a line to a quantity: a batch [cart, SKU], a batch [prices, contact], one conditional update. A repeat leaves the
 * cart as it is.
 * @param skuOrVariant a SKU or a variant's id
 */
export const setLine = async (
  id: string,
  skuOrVariant: string,
  quantity: number,
  ifMatch: number | undefined,
): Promise<PricedCart> => {
  const byVariant = skuOrVariant.startsWith('var_');
  const [found, alias] = await batchGet([cartAt(id), byVariant ? variantAt(skuOrVariant) : skuAt(skuOrVariant)], {
    consistent: true,
  });
  const cart = changeable(cartFrom(found), ifMatch);
  const variantId = byVariant ? variantFrom(alias)?.variantId : skuFrom(alias)?.variantId;
  if (variantId === undefined) throw new NotFound('There is no such article.');
  const there = cart.lines.some(([line]) => line === variantId);
  if (!there && quantity > 0 && cart.lines.length >= MOST_LINES) {
    throw new TooManyLines(`A cart has at most ${MOST_LINES} lines.`);
  }
  if (!there && quantity === 0) return priceCart(cart);
  const wanted = await priceCart(withLine(cart, variantId, quantity, 0));
  const line = wanted.quote.lines.find((one) => one.variantId === variantId);
  const gone = wanted.problems.some((problem) => problem.code === 'not-available' && problem.sku === line?.sku);
  if (quantity > 0 && (!line || gone)) throw new NotAvailable('This article is not sold in this cart’s currency.');
  const price = line?.unitPrice.amount ?? 0;
  const same = cart.lines.some(([id, count, seen]) => id === variantId && count === quantity && seen === price);
  const stored = same ? cart : await storeNext(cart, withLine(cart, variantId, quantity, price));
  const problems = wanted.problems.filter((problem) => problem.code !== 'price-changed' || problem.sku !== line?.sku);
  return { ...wanted, cart: stored, problems };
};
