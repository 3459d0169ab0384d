import type { Item } from '#lib/table.ts';
import {
  countListedPrices,
  priceListFrom,
  productsBehind,
  releasedListWrite,
  takenBackListWrite,
} from '../../catalog/public.ts';
import type { Target } from './prepared.ts';

/** A price list that is to start: catalog makes the write, and copies its prices to their products after it. */
export const listTarget = ([item]: readonly (Item | undefined)[]): Target | undefined => {
  const list = priceListFrom(item);
  return (
    list && {
      release: list.release,
      named: async () => ({}),
      arm: async ({ id, at, now }) => ({ write: releasedListWrite(list, { id, at }, now) }),
      disarm: (now) => ({ write: takenBackListWrite(list, now) }),
      prices: () => countListedPrices(list.id),
      behind: () => productsBehind(list.id),
    }
  );
};
