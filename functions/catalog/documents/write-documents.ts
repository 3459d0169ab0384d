import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '#lib/id.ts';
import { transactIf, type Write, writeIf } from '#lib/table.ts';
import { pageAt } from '../catalog-table.ts';
import { documentWrite } from '../stored-document.ts';
import { type Entries, entriesWrite, entryRemove, entryWrite, type Place, placesOf } from './list-entries-table.ts';
import { movedDocument, pageDocument } from './page-document.ts';
import { type PageSources, placementOf, summaryOf } from './product-summary.ts';

const TRANSACTION_WRITES = 100;

/**
 * Writes a product's page, the redirects at former slugs, and its summary at its place in every sorted list, and removes
 * former entries; only what is not there already. Every transaction is conditional on the record that was read before the
 * product was, and raises it, also when nothing else is written: an older state never replaces a newer one, and no entry
 * is left behind. A change costs its lists, never the number of products; with the same summary, one collection more or
 * less costs its entries alone.
 * @param before the record, read before the sources
 * @returns false when another writer came first
 */
export const writeDocuments = async (
  sources: PageSources,
  formerSlugs: readonly string[],
  before: Entries,
): Promise<boolean> => {
  const { product } = sources;
  const summary = summaryOf(sources);
  const built = pageDocument(sources);
  const after = {
    placed: [placementOf(product)],
    shown: sha256(JSON.stringify(summary)),
    page: built ? sha256(JSON.stringify([product.slug, built])) : null,
    product: product.version,
  };
  const writes = [
    ...(after.page === before.page ? [] : [documentWrite(pageAt(product.slug), built)]),
    ...formerSlugs
      .filter((slug) => slug !== product.slug)
      .map((slug) => documentWrite(pageAt(slug), movedDocument(product))),
    ...entryMoves(product.id, before, after, summary),
  ];
  // Most products: everything in one transaction. With many tags the places are recorded first, former and new, so that
  // after a crash the next writer knows where entries may lie; each further transaction carries the condition on.
  const chunks: Write[][] = [];
  while (writes.length > 0) chunks.push(writes.splice(0, TRANSACTION_WRITES - 1));
  if (chunks.length !== 1) chunks.unshift([]);
  let { revision } = before;
  const noted = { placed: [...before.placed, ...after.placed], shown: undefined, page: undefined };
  for (const [index, chunk] of chunks.entries()) {
    revision += 1;
    const record = entriesWrite(product.id, { revision, ...(index === chunks.length - 1 ? after : noted) });
    const written = chunk.length === 0 ? writeIf(record) : transactIf([record, ...chunk]);
    if (!(await written)) return false;
  }
  return true;
};

/** The writes that bring a product's entries from their places to those they should have. */
const entryMoves = (
  productId: string,
  before: Entries,
  after: Pick<Entries, 'placed' | 'shown'>,
  summary: object,
): Write[] => {
  if (before.shown === after.shown && isDeepStrictEqual(before.placed, after.placed)) return [];
  const places = (list: Entries['placed']): Place[] => list.flatMap((placement) => placesOf(productId, placement));
  const wanted = new Set(places(after.placed).map(nameOf));
  // Without a recorded summary (places are noted only) every entry is written; one that shows none stays as it is.
  const isNoted = before.shown === undefined;
  const right = new Set(
    places(before.placed)
      .filter(({ lookup }) => before.shown === after.shown || (lookup && !isNoted))
      .map(nameOf),
  );
  return [
    ...places(after.placed)
      .filter((place) => !right.has(nameOf(place)))
      .map((place) => entryWrite(place, summary)),
    ...unique(places(before.placed))
      .filter((place) => !wanted.has(nameOf(place)))
      .map(entryRemove),
  ];
};

const nameOf = ({ list, sort }: Place): string => `${list}\0${sort}`;
const unique = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [nameOf(place), place])).values(),
];
