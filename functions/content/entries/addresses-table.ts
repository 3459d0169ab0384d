import * as z from 'zod/mini';
import { batchGet, type Item, put, type Ref, remove, update, type Write } from '#lib/table.ts';
import { SlugTaken } from '../../catalog/refusals.ts';
import { at, table } from '../content-table.ts';
import { PathReserved } from '../refusals.ts';

/**
 * Addresses: slugs in lists and feeds, paths on the site. One belongs for ever to the first thing that was shown at it; a
 * former one leads to where that is now. One at which nothing was shown yet goes with the draft that gives it up.
 */
export const Address = z.object({
  /** What is there: an entry, a section, or a path to go on to. */
  entryId: z.optional(z.string()),
  section: z.optional(z.string()),
  to: z.optional(z.string()),
  /** From when on an entry was, or will be, shown here; absent while nothing of it was published here. */
  shownFrom: z.optional(z.string()),
});
export type Address = z.infer<typeof Address>;

export const slugAt = (slug: string): Ref => at(`slug#${slug}`, 'address');
export const pathAt = (path: string): Ref => at(`path#${path}`, 'address');
export const addressFrom = (item: Item | undefined): Address | undefined => item && z.parse(Address, item);

/** The site's own first path segments. */
const reserved = new Set(
  (
    '.well-known api assets account cart checkout collections console docs feed.json feed.xml health home mail media ' +
    'news-sitemap.xml o order preview products robots.txt search sitemap.xml sitemaps'
  ).split(' '),
);

/** Refuses a path of the site's own. @throws Refusal 422 `path-reserved` */
export const refuseReserved = (path: string): void => {
  if (reserved.has(path.split('/')[1] ?? '')) throw new PathReserved(undefined, { path });
};

/** Claims an address for an entry, for which it may be claimed already. @throws, when executed, Refusal 409 `slug-taken` */
export const claimWrite = (address: Ref, entryId: string): Write =>
  update(
    table,
    address.key,
    'SET #entryId = :entryId, #type = :type',
    { entryId, type: 'address' },
    {
      if: 'attribute_not_exists(pk) OR #entryId = :entryId',
      values: { entryId },
      refused: () => taken(address),
    },
  );

/** Gives an address up at which nothing was ever shown. */
export const releaseWrite = (address: Ref, entryId: string): Write =>
  remove(table, address.key, {
    if: '#entryId = :entryId AND attribute_not_exists(#shownFrom)',
    values: { entryId },
  });

/** Notes from when on an entry is shown at its address: it is the entry's for ever. @throws, when executed, Refusal 409 */
export const shownWrite = (address: Ref, entryId: string, from: string, before: string | undefined): Write =>
  update(
    table,
    address.key,
    'SET #entryId = :entryId, #type = :type, #shownFrom = :from',
    { entryId, type: 'address', from: before !== undefined && before < from ? before : from },
    {
      if: 'attribute_not_exists(pk) OR #entryId = :entryId',
      values: { entryId },
      refused: () => taken(address),
    },
  );

/** Refuses addresses at which something else is, or was. @throws Refusal 409 `slug-taken` */
export const refuseTaken = (
  addresses: readonly Ref[],
  found: readonly (Address | undefined)[],
  entryId: string,
): void => {
  const other = addresses.find((_, index) => found[index] && found[index]?.entryId !== entryId);
  if (other) throw taken(other);
};

const taken = ({ key }: Ref) => {
  const slug = key.pk.slice(key.pk.indexOf('#') + 1);
  return new SlugTaken(`Something else is, or was, at ${JSON.stringify(slug)}.`, { slug });
};

/** Reads addresses strongly, in the order asked. */
export const readAddresses = async (addresses: readonly Ref[]): Promise<(Address | undefined)[]> =>
  addresses.length === 0 ? [] : (await batchGet(addresses, { consistent: true })).map(addressFrom);

/** Claims the path of a section, or of a redirect. @throws, when executed, what `refused` gives */
export const placeWriteOf = (
  path: string,
  what: Pick<Address, 'section' | 'to'>,
  condition: Parameters<typeof put>[2],
): Write => put(table, { ...pathAt(path).key, type: 'address', ...what }, condition);
