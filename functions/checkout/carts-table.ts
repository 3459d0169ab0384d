import * as z from 'zod/mini';
import { epochSeconds, msOf } from '#lib/clock.ts';
import { notFound, VersionConflict } from '#lib/refusals.ts';
import { type Item, put, putNew, type Ref, tableOf, update, type Write } from '#lib/table.ts';
import { OrderedBefore } from '../orders/public.ts';
import { Cart } from './cart.ts';
import { CartClosed } from './refusals.ts';

/** The only file that knows the table: keys, items, conditions. */
const table = tableOf('checkout');
const key = (id: string) => ({ pk: id, sk: 'cart' });

/** An abandoned cart is gone after this; one that became an order is kept as long as its order may be asked for. */
const KEPT_DAYS = 90;

const itemOf = (cart: Cart) => ({
  ...key(cart.id),
  ...cart,
  ttl: epochSeconds(msOf(cart.createdAt)) + KEPT_DAYS * 86_400,
});

/** Where a cart lies, for a batch read. */
export const cartAt = (id: string): Ref => ({ table, key: key(id) });

/** The cart in an item that was read. @throws Refusal 404 when there is none */
export const cartFrom = (item: Item | undefined): Cart => {
  if (!item) throw notFound('cart');
  return z.parse(Cart, item);
};

/** The write that creates a cart. */
export const newCart = (cart: Cart): Write => putNew(table, itemOf(cart));

export const cartClosed = (orderId: unknown) => new CartClosed(undefined, { orderId: String(orderId) });

const versionConflict = () => new VersionConflict('The cart was changed at the same moment; read it and try again.');

/** The write that replaces a cart by its next version; refused when it was closed, or changed by somebody else. */
export const nextCart = (next: Cart): Write =>
  put(table, itemOf(next), {
    if: '#version = :before AND #orderId = :none',
    values: { before: next.version - 1, none: null },
    refused: (found) =>
      found && found['orderId'] !== null ? cartClosed(found['orderId']) : found ? versionConflict() : notFound('cart'),
  });

/** The write that closes a cart for an order: the arbiter of "one order per cart". */
export const closedCart = (cart: Cart, orderId: string): Write =>
  update(
    table,
    key(cart.id),
    'SET #orderId = :order, #version = :next',
    { order: orderId, next: cart.version + 1 },
    {
      if: '#version = :before AND #orderId = :none',
      values: { before: cart.version, none: null },
      refused: (found) =>
        found && found['orderId'] !== null ? new OrderedBefore(String(found['orderId'])) : versionConflict(),
    },
  );
