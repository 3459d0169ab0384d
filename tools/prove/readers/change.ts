import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { StartError } from '../../../local/engines/ports.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import { APART, GOING, GOING_SLUG, ON_FRONT, PRICES, productSlug, STORIES, storySlug, wordOf } from './parts.ts';
import { each, makeProducts, publishEntry, type Staff, writeEntry } from './staff.ts';

/** A shop and its newsroom before a change, with the revisions that will be shown after it. */
export interface Before {
  readonly stories: readonly string[];
  readonly going: string;
  readonly skus: readonly string[];
  /** The price list that is part of it, a draft. */
  readonly prices: string;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** Makes what changes: home, five stories, an article that goes, and products; of what changes by revision both. */
export const makeBefore = async (staff: Staff, products: number): Promise<Before> => {
  const slugs = numbers(products).map(productSlug);
  const productIds = await makeProducts(staff, slugs, PRICES.before);
  const stories: string[] = [];
  for (const number of numbers(STORIES)) {
    const said = (when: 'before' | 'after') => ({
      title: `Story ${wordOf(when, number)}`,
      blocks: [
        { type: 'text', markdown: `It says ${wordOf(when, number)}` },
        { type: 'product', productId: productIds[number] },
        ...(number > 0 ? [{ type: 'entry', entryId: stories[number - 1] }] : []),
      ],
    });
    const id = await writeEntry(staff, { slug: storySlug(number), ...said('before') });
    await publishEntry(staff, id);
    await revise(staff, id, said('after'));
    stories.push(id);
  }
  const going = await writeEntry(staff, {
    slug: GOING_SLUG,
    title: GOING,
    blocks: [{ type: 'text', markdown: GOING }],
  });
  await publishEntry(staff, going);
  const items = (type: string, ids: readonly string[]) => ids.map((id) => ({ type, id }));
  const front = (when: 'before' | 'after') => ({
    title: `Home ${wordOf(when, 'home')}`,
    slots: [
      { id: 'stories', items: items('entry', [...stories, going]) },
      { id: 'things', items: items('product', productIds.slice(0, ON_FRONT)) },
    ],
  });
  await staff('PUT', '/content/fronts/home', front('before'));
  await staff('POST', '/content/fronts/home/publish', {});
  await staff('PUT', '/content/fronts/home', front('after'));
  const skus = slugs.map((slug) => slug.toUpperCase());
  const prices = await listPrices(staff, { name: 'After', draft: true }, skus.slice(0, -APART));
  return { stories, going, skus, prices };
};

const revise = async (staff: Staff, id: string, changes: object): Promise<void> => {
  const { version } = await staff<{ version: number }>('GET', `/content/entries/${id}`);
  await staff('PATCH', `/content/entries/${id}`, changes, { 'if-match': `"${version}"` });
};

/** Prices that one request sets. */
const PRICES_A_REQUEST = 100;

/** Makes a price list of what some variants cost after the change; answers its id. */
const listPrices = async (staff: Staff, list: object, skus: readonly string[]): Promise<string> => {
  const { id } = await staff<{ id: string }>('POST', '/price-lists', { currency: 'EUR', ...list });
  const prices = skus.map((sku) => ({ sku, amount: PRICES.after }));
  for (let first = 0; first < prices.length; first += PRICES_A_REQUEST)
    await staff('PUT', `/price-lists/${id}/prices`, { prices: prices.slice(first, first + PRICES_A_REQUEST) });
  return id;
};

/**
 * Has everything change at one second: a release, and a price list of two products that starts by itself.
 * @param at milliseconds since 1970, a whole second
 */
export const scheduleAt = async (staff: Staff, { stories, going, skus, prices }: Before, at: number): Promise<void> => {
  const moment = isoTime(at);
  await listPrices(staff, { name: 'Apart', startsAt: moment }, skus.slice(-APART));
  const members = [
    { type: 'front', slug: 'home' },
    ...stories.map((id) => ({ type: 'entry', id })),
    { type: 'unpublish', id: going },
    { type: 'price-list', id: prices },
  ];
  const { id } = await staff<{ id: string }>('POST', '/content/releases', { name: 'All at once', members });
  await staff('POST', `/content/releases/${id}/arm`, { at: moment });
};

/**
 * Waits until the page of every product says until when its price counts: pages follow their products, whose cards have it
 * by then. It is asked past the edge.
 * @throws Error when that is not so by a moment
 */
export const pricesTold = async (
  { gateway }: Pick<StackFile, 'gateway'>,
  products: number,
  { at, by }: { readonly at: number; readonly by: number },
): Promise<void> => {
  const isTold = async (slug: string): Promise<boolean> => {
    const answer = await fetch(`${gateway}/site/products/${slug}`);
    return (await answer.text()).includes(`"priceValidUntil":"${isoTime(at)}"`);
  };
  for (let left = numbers(products).map(productSlug); ; ) {
    const told = await each(left, isTold);
    left = left.filter((_, index) => !told[index]);
    if (left.length === 0) return;
    if (nowMs() > by)
      throw new StartError(
        `${left.length} of ${products} products do not know yet that their price changes: a larger --lead gives them time.`,
      );
    await sleep(200);
  }
};
