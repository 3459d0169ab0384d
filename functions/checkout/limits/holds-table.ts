import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { newSecret } from '#lib/id.ts';
import { type Item, put, tableOf, update, type Write } from '#lib/table.ts';
import type { Hold } from './mailbox.ts';

/** Who holds what unpaid, in checkout's table: one item of each mailbox, one counter of each network and hold time. */
const table = tableOf('checkout');

const StoredHold = z.object({
  cart: z.string(),
  at: z.int(),
  until: z.int(),
  units: z.record(z.string(), z.int()),
});
/** A mailbox as it was found; `version` is random, so that no two are alike. */
export const StoredMailbox = z.object({ version: z.string(), holds: z.array(StoredHold) });
export type StoredMailbox = z.infer<typeof StoredMailbox>;

/**
 * The write that puts a mailbox's holds: in the place of the one that was found, or where none is or all have ended.
 * @param now milliseconds since 1970
 */
export const mailboxWrite = (
  limitKey: string,
  holds: readonly Hold[],
  found: StoredMailbox | undefined,
  now: number,
): Write => {
  const until = Math.max(...holds.map((hold) => hold.until));
  const item = { type: 'mailbox', version: newSecret(9), holds: [...holds], until, ttl: epochSeconds(until) + 60 };
  return put(
    table,
    { pk: `mailbox#${limitKey}`, sk: 'holds', ...item },
    found
      ? { if: 'attribute_not_exists(pk) OR #version = :seen', values: { seen: found.version } }
      : { if: 'attribute_not_exists(pk) OR #until < :now', values: { now } },
  );
};

/**
 * The write that counts a cart's checkout for a network, once; refused when that has as many in this window. The carts
 * are kept by a short fingerprint: of a few hundred no two are alike.
 */
export const networkWrite = (
  network: string,
  window: number,
  { cart, most, ttl }: { readonly cart: string; readonly most: number; readonly ttl: number },
): Write =>
  update(
    table,
    { pk: `viewer#${network}`, sk: String(window) },
    'ADD #carts :carts SET #ttl = :ttl',
    { carts: new Set([cart]), ttl },
    {
      if: 'attribute_not_exists(#carts) OR size(#carts) < :most OR contains(#carts, :cart)',
      values: { most, cart },
    },
  );

/** How many checkouts are counted in an item that was written. */
export const countedIn = (item: Item | undefined): number => (item?.['carts'] as Set<string> | undefined)?.size ?? 0;
