import * as z from 'zod/mini';
import { SearchSummary } from '../catalog/public.ts';

const text = z.string();

/**
 * What is indexed of a product or an entry: the same for both engines. Texts are plain, and bounded by who makes it.
 * Prices, and whether it is shown, go by the clock: by the flips in `shown`.
 */
export const SearchDocument = z.object({
  /** `prd_…` or `ent_…`. */
  id: text,
  kind: z.enum(['product', 'entry']),
  /** BCP 47, of its texts. */
  language: text,
  title: text,
  vendor: z.nullable(text),
  /** The type of a product, the section of an entry. */
  type: z.nullable(text),
  tags: z.array(text),
  /** SKUs and barcodes: found whole and by their beginning, never stemmed or corrected. */
  identifiers: z.array(text),
  /** Values of options and of metadata, names of authors. */
  attributes: z.array(text),
  /** The beginning of its text, 4,000 characters at most. */
  description: text,
  /** Slugs of the collections that it is in. */
  collections: z.array(text),
  /** Values by option: `{ Colour: ['Blue', 'Red'] }`. */
  options: z.record(text, z.array(text)),
  /** When it was made, or published: ISO 8601 in UTC. */
  createdAt: text,
  /** Units paid in 90 days: a small boost, and the order of documents of the same score. */
  units: z.int(),
  /** What is answered of it, with what the clock decides of that. */
  shown: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('product'), product: SearchSummary }),
    z.object({
      kind: z.literal('entry'),
      /** The entry’s card, as content answers it. */
      entry: z.record(text, z.unknown()),
      visibleFrom: z.optional(text),
      visibleUntil: z.optional(text),
    }),
  ]),
});
export type SearchDocument = z.infer<typeof SearchDocument>;
