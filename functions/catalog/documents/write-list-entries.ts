import { isDeepStrictEqual } from 'node:util';
import { sleep } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { get, transactIf, type Write } from '#lib/table.ts';
import {
  type Cards,
  cardRemove,
  cardsAt,
  cardsFrom,
  cardsWrite,
  cardWrite,
  type Place,
  placesOf,
} from './list-entries-table.ts';
import { cardOf, placementOf } from './product-summary.ts';
import { readSources } from './read-sources.ts';

const TRANSACTION_WRITES = 100;
const ATTEMPTS = 10;

/**
 * Puts a product's card at its place in every sorted list, and removes it where it lay before; writes nothing when it
 * shows the same at the same places. Every transaction holds the condition that nobody placed cards since this builder
 * read, before it read the product: so the last word is never an old one, and no card is left behind. What a change
 * costs depends on the product's tags and collections, never on the number of products; where the card shows the same,
 * a tag or a collection more or less costs its own cards alone.
 */
export const placeCards = async (productId: string): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const cards = cardsFrom(await get(cardsAt(productId), { consistent: true }));
    const sources = await readSources(productId);
    if (!sources) return;
    const card = cardOf(sources);
    const placed = [placementOf(sources.product)];
    const shown = sha256(JSON.stringify(card));
    if (cards.shown === shown && isDeepStrictEqual(cards.placed, placed)) return;
    if (await move(productId, cards, { placed, shown }, card)) return;
    await sleep(Math.random() * 10 * 2 ** attempt);
  }
  throw new RetryableError('cards: others keep placing them');
};

/** Answers whether it was done; false when another builder came first. */
const move = async (
  productId: string,
  before: Cards,
  after: Pick<Cards, 'placed' | 'shown'>,
  card: object,
): Promise<boolean> => {
  const places = (list: Cards['placed']): Place[] => list.flatMap((placement) => placesOf(productId, placement));
  const wanted = new Set(places(after.placed).map(nameOf));
  // Nothing is shown while places are only noted: then every card is written.
  const right = new Set(before.shown === after.shown ? places(before.placed).map(nameOf) : []);
  const moves = [
    ...places(after.placed)
      .filter((place) => !right.has(nameOf(place)))
      .map((place) => cardWrite(place, card)),
    ...unique(places(before.placed))
      .filter((place) => !wanted.has(nameOf(place)))
      .map(cardRemove),
  ];
  // Most products: everything in one transaction. With many tags the places are noted first, old and new, so that
  // whoever comes after a crash knows where cards may lie; each further transaction carries the condition on.
  const chunks: Write[][] = [];
  while (moves.length > 0) chunks.push(moves.splice(0, TRANSACTION_WRITES - 1));
  let { revision } = before;
  const noted = { placed: [...before.placed, ...after.placed], shown: undefined };
  if (chunks.length > 1) chunks.unshift([]);
  for (const [index, chunk] of chunks.entries()) {
    revision += 1;
    const note = index === chunks.length - 1 ? after : noted;
    if (!(await transactIf([cardsWrite(productId, { revision, ...note }), ...chunk]))) return false;
  }
  return true;
};

const nameOf = ({ list, sort }: Place): string => `${list}\0${sort}`;
const unique = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [nameOf(place), place])).values(),
];
