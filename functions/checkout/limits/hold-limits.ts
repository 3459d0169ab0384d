import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { rateHeaders } from '#lib/limit.ts';
import { log } from '#lib/log.ts';
import type { Refusal } from '#lib/problem.ts';
import { busy } from '#lib/refusals.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { batchGet, ConditionFailed, write } from '#lib/table.ts';
import { limitKeyOf, type OrderDraft, orderSettings, unpaidAmong } from '../../orders/public.ts';
import { cartAt } from '../carts-table.ts';
import { HoldLimitReached } from '../refusals.ts';
import { settings } from '../settings.ts';
import { countedIn, mailboxWrite, networkWrite, StoredMailbox } from './holds-table.ts';
import { type Hold, type HoldRefused, isHeld, withHold } from './mailbox.ts';

/** Orders of a guest's mailbox that are open and unpaid at once. */
const MOST_OF_MAILBOX = 5;
/**
 * Carts that one network checks out in the time of a hold, whether or not they are paid since: a counter, which nothing
 * lowers. A carrier is one network.
 */
const MOST_OF_NETWORK = 200;
/** A cart that is not closed by then has no order, and gets none any more from a call that entered its hold. */
const PLACING_MS = 30_000;
/** A write is refused only by another hold that was entered, and five fill a mailbox. */
const ATTEMPTS = 12;

/**
 * Bounds what is held unpaid, before stock is taken: enters the checkout for its mailbox and counts it for the viewer's
 * network, side by side, one write unit each; the same cart again counts once. Of the mailbox only open orders are bounded, of
 * the network all checkouts, paid ones too. Nothing has to take an entry out: it ends
 * with its hold's time, and when a mailbox seems full, what was paid, has ended or was never placed is looked up.
 * A table that does not answer lets through: selling goes on.
 * @param viewer names the viewer's network
 * @returns the headers of the network's limit
 * @throws Refusal 429 `hold-limit-reached`
 */
export const enterHold = async (draft: OrderDraft, viewer: string): Promise<Record<string, string>> => {
  const now = nowMs();
  const until = now + orderSettings().HOLD_SECONDS * 1000;
  const units = Object.fromEntries(draft.lines.map(({ variantId, quantity }) => [variantId, quantity]));
  const hold = { cart: draft.cartId, at: now, until, units };
  const [inMailbox, counted] = await Promise.allSettled([
    // Nothing is held of an order that costs nothing: it is paid as it is placed.
    draft.totals.total.amount > 0 ? letThrough(enterMailbox(draft, hold)) : undefined,
    letThrough(countForNetwork(viewer, draft.cartId, now)),
  ]);
  for (const one of [inMailbox, counted]) if (one.status === 'rejected') throw one.reason;
  return (counted.status === 'fulfilled' && counted.value) || networkPolicy();
};

const letThrough = <T>(counting: Promise<T>): Promise<T | undefined> =>
  counting.catch((error: unknown) => {
    if (!isTransient(error)) throw error;
    log.warn('not counted', { what: 'unpaid checkouts', reason: String(error) });
    return undefined;
  });

type HeldTooMuch = ConstructorParameters<typeof HoldLimitReached>[1];

const limitReached = (detail: string, until: number, extra: HeldTooMuch, headers = {}): Refusal => {
  const again = String(Math.max(1, Math.ceil((until - nowMs()) / 1000)));
  return new HoldLimitReached(detail, extra, { ...headers, 'retry-after': again });
};

const enterMailbox = async (draft: OrderDraft, hold: Hold): Promise<void> => {
  const limitKey = limitKeyOf(draft);
  const most = { checkouts: MOST_OF_MAILBOX, units: settings().GUEST_MAX_UNITS };
  let found: StoredMailbox | undefined;
  let ended: ReadonlySet<string> = new Set();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const holds = found?.holds.filter(({ cart }) => !ended.has(cart)) ?? [];
    if (isHeld(holds, hold)) return;
    const next = withHold(holds, hold, most);
    if ('refused' in next) {
      const more = found ? await endedAmong(holds, hold.at) : new Set<string>();
      if (more.size === 0) throw mailboxRefused(draft, next.refused);
      ended = new Set([...ended, ...more]);
      continue;
    }
    try {
      await write(mailboxWrite(limitKey, next.holds, found, hold.at));
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || !error.found) throw error;
      found = z.parse(StoredMailbox, error.found);
    }
  }
  throw busy('Too many orders of this e-mail are placed at the same moment; send the same request again.');
};

const mailboxRefused = (draft: OrderDraft, { what, until }: HoldRefused): Refusal => {
  if (what === 'checkouts')
    return limitReached(`${MOST_OF_MAILBOX} orders of this e-mail wait for their payment; pay or cancel one.`, until, {
      limit: MOST_OF_MAILBOX,
    });
  const line = draft.lines.find(({ variantId }) => variantId === what.variantId);
  const most = settings().GUEST_MAX_UNITS;
  return limitReached(`One buyer holds at most ${most} units of an article unpaid.`, until, {
    sku: line?.sku,
    requested: line?.quantity,
    limit: most,
  });
};

/** Which holds are none any more: their order was paid or has ended, or their cart was never ordered. */
const endedAmong = async (holds: readonly Hold[], now: number): Promise<Set<string>> => {
  const carts = await batchGet(
    holds.map(({ cart }) => cartAt(cart)),
    { consistent: true },
  );
  const orders = carts.map((item) => item?.['orderId'] as string | null | undefined);
  const unpaid = await unpaidAmong(orders.filter((id) => id !== null && id !== undefined));
  return new Set(
    holds.flatMap(({ cart, at }, index) => {
      const order = orders[index];
      const isHolding = order ? unpaid.has(order) : at + PLACING_MS > now;
      return isHolding ? [] : [cart];
    }),
  );
};

const windowMs = (): number => Math.max(1, orderSettings().HOLD_SECONDS) * 1000;

const networkHeaders = (count: number, now: number): Record<string, string> => {
  const rule = { requests: MOST_OF_NETWORK, seconds: windowMs() / 1000 };
  return rateHeaders(rule, MOST_OF_NETWORK - count, (windowMs() - (now % windowMs())) / 1000);
};

/** The limit of a network, where nothing was counted: the order of a cart is answered again. */
export const networkPolicy = (): Record<string, string> => {
  const { 'ratelimit-policy': policy = '' } = networkHeaders(0, nowMs());
  return { 'ratelimit-policy': policy };
};

const countForNetwork = async (viewer: string, cartId: string, now: number): Promise<Record<string, string>> => {
  const window = Math.floor(now / windowMs());
  const end = (window + 1) * windowMs();
  const counting = { cart: sha256(cartId).slice(0, 6), most: MOST_OF_NETWORK, ttl: Math.ceil(end / 1000) + 60 };
  try {
    return networkHeaders(countedIn(await write(networkWrite(viewer, window, counting))), now);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const seconds = windowMs() / 1000;
    const detail = `${MOST_OF_NETWORK} carts were checked out from this network within ${seconds} seconds, paid ones counted too; wait until the next ones begin.`;
    throw limitReached(detail, end, { limit: MOST_OF_NETWORK, seconds }, networkHeaders(MOST_OF_NETWORK, now));
  }
};
