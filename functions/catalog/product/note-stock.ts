import { type Envelope, envelope } from '#lib/event.ts';
import type { Change } from '#lib/stream.ts';
import { batchGet, writeIf } from '#lib/table.ts';
import {
  type Flipped,
  flippedVariant,
  hintAt,
  hintWrite,
  productAt,
  productFrom,
  productIn,
} from '../catalog-table.ts';
import { ProductChanged } from '../events.ts';
import { storedVisibility } from '../showing/visibility.ts';

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

/**
 * Makes `product.changed` of products that are sold and a variant of which became available, or ceased to be, in a batch of
 * changes: one a product. None where the batch has a new version of it, as an import’s has: its event is published after both
 * were stored, and whoever reads the product then reads both. One read a batch; the same flips have the same event id.
 */
export const flipEvents = async (changes: readonly Change[]): Promise<Envelope[]> => {
  const told = new Set(changes.flatMap(({ after }) => productIn(after)?.id ?? []));
  const flips = changes.flatMap((change) => {
    const flip = flippedVariant(change.before, change.after);
    return flip && !told.has(flip.productId) ? [{ ...flip, change }] : [];
  });
  const byProduct = [...Map.groupBy(flips, ({ productId }) => productId)];
  const items = await batchGet(
    byProduct.map(([id]) => productAt(id)),
    { consistent: true },
  );
  return byProduct.flatMap(([productId, some], index) => {
    const product = productFrom(items[index])?.product;
    const last = some.at(-1);
    if (!last || product?.status !== 'active') return [];
    return [
      envelope(ProductChanged, {
        id: idOf(last),
        aggregate: productId,
        sequence: product.version,
        at: last.change.at,
        data: {
          productId,
          slug: product.slug,
          status: product.status,
          version: product.version,
          ...storedVisibility(product),
          availability: Array.from(
            Map.groupBy(some, ({ variantId }) => variantId),
            ([variantId, ofVariant]) => ({ variantId, available: ofVariant.at(-1)?.available === true }),
          ),
        },
      }),
    ];
  });
};

/** The id of what a flip tells: of its variant, and of the value of the shard’s counter that made it. */
const idOf = ({ variantId, shard, at }: Flipped): string => `evt_${variantId.slice('var_'.length)}-${shard}-${at}`;
