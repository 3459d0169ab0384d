import { nowMs } from '#lib/clock.ts';
import { rateHeaders } from '#lib/limit.ts';
import { TooManyRequests } from '#lib/refusals.ts';
import { type Item, type Ref, tableOf, update, write } from '#lib/table.ts';

/**
 * Codes that nobody knows and that somebody tried on a cart: so many an hour, and then no code is looked up for it. They
 * are counted beside the cart and not in it: a wrong guess changes no cart.
 */
const MOST = 10;
const SECONDS = 3600;
const table = tableOf('checkout');
const windowOf = (now: number): number => Math.floor(now / (SECONDS * 1000));

/** Where a cart's guesses of this hour lie, to be read in the batch that reads the cart. */
export const guessesAt = (cartId: string): Ref => ({
  table,
  key: { pk: cartId, sk: `coupon-guesses#${windowOf(nowMs())}` },
});

/** How many there were, in the item that was read there. */
export const guessesFrom = (item: Item | undefined): number => Number(item?.['count'] ?? 0);

/** Seconds until the next hour begins. */
const secondsLeft = (): number => Math.ceil((windowOf(nowMs()) + 1) * SECONDS - nowMs() / 1000);

/** The headers of the limit after so many guesses. */
export const guessHeaders = (guesses: number): Record<string, string> =>
  rateHeaders({ requests: MOST, seconds: SECONDS }, MOST - guesses, secondsLeft());

/** Refuses to look a code up, or to say that it is unknown, after too many guesses. @throws Refusal 429 `too-many-requests` */
export const checkGuesses = (guesses: number): void => {
  if (guesses < MOST) return;
  const headers = { ...guessHeaders(guesses), 'retry-after': String(secondsLeft()) };
  throw new TooManyRequests('Too many codes that do not exist; wait a while.', {}, headers);
};

/** Counts a code that nobody knows; calls at the same moment are each counted. @returns how many there are now */
export const countGuess = async (cartId: string): Promise<number> => {
  const { key } = guessesAt(cartId);
  const ttl = (windowOf(nowMs()) + 2) * SECONDS;
  return guessesFrom(await write(update(table, key, 'ADD #count :one SET #ttl = :ttl', { one: 1, ttl })));
};
