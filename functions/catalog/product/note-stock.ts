import { batchGet, writeIf } from '#lib/table.ts';
import { hintAt, hintWrite } from '../catalog-table.ts';

/** Hints that are written at once. */
const AT_ONCE = 10;

/** A shard of a variant's stock as its fact states it, with the variant's product. */
type StockState = Parameters<typeof hintWrite>[0];

/**
 * Stores what a shard's fact states, as the fact itself does when it arrives; a state that is known, or an older one,
 * writes nothing. So that the pages of new products do not wait for facts.
 */
export const noteStock = async (states: readonly StockState[]): Promise<void> => {
  const hints = await batchGet(
    states.map(({ variantId }) => hintAt(variantId)),
    { consistent: true },
  );
  const news = states.filter(({ shard, at }, index) => {
    const known = hints[index]?.[`s${shard}`] as { readonly at: number } | undefined;
    return known === undefined || known.at < at;
  });
  for (let from = 0; from < news.length; from += AT_ONCE)
    await Promise.all(news.slice(from, from + AT_ONCE).map((state) => writeIf(hintWrite(state))));
};
