import * as z from 'zod/mini';
import { idPattern } from '#lib/id.ts';
import { line } from '#lib/text.ts';
import { inUtc, Moment } from '../../catalog/public.ts';

/** Bounds of what staff adds to a search: it is held in the memory of whoever answers. */
export const limits = { synonyms: 2_000, words: 20, pins: 500, products: 20, text: 200 } as const;

const version = z.int().check(z.describe('Counts its changes; its ETag.'));
const createdAt = z.string().check(z.describe('When it was made.'));
const updatedAt = z.string().check(z.describe('When it last changed.'));

/** What is passed over, and why; what is stored stays as it is. */
export const Warning = z.object({
  code: z
    .enum(['synonyms-same', 'synonyms-in-circle', 'pin-not-sold', 'pin-release-not-armed'])
    .check(z.describe('The machine’s word for it.')),
  detail: z.string().check(z.describe('A sentence that says what is passed over.')),
});
export type Warning = z.infer<typeof Warning>;
const warnings = z.array(Warning).check(z.describe('What of it is passed over, and why; empty when all of it counts.'));

export const SynonymsRequest = z.strictObject({
  words: z
    .array(line(limits.text))
    .check(
      z.minLength(2),
      z.maxLength(limits.words),
      z.describe('Words or phrases that mean the same: who asks for one finds the others. 2 to 20.'),
    ),
});
export type SynonymsRequest = z.infer<typeof SynonymsRequest>;
/** A set of words that mean the same. */
export const Synonyms = z.object({
  id: z.string().check(z.describe('The set’s id, `syn_…`.')),
  ...SynonymsRequest.shape,
  version,
  createdAt,
  updatedAt,
});
export type Synonyms = z.infer<typeof Synonyms>;
export const SynonymsView = z.extend(Synonyms, { warnings });

const ProductId = z.string().check(z.regex(idPattern('prd'), 'must be the id of a product, prd_…'));
const ReleaseId = z.string().check(z.regex(idPattern('rel'), 'must be the id of a release, rel_…'));
const moment = z._default(
  z.nullable(
    z.pipe(
      Moment,
      z.transform((time: string) => inUtc(time)),
    ),
  ),
  null,
);
const pinned = {
  query: z
    ._default(z.nullable(line(limits.text)), null)
    .check(z.describe('The words that are asked for, all of them; null for a collection.')),
  collection: z
    ._default(z.nullable(line(limits.text)), null)
    .check(z.describe('The slug of a collection that is asked for without words; null for a query.')),
  productIds: z
    .array(ProductId)
    .check(z.minLength(1), z.maxLength(limits.products), z.describe('What is shown before all else, in this order.')),
  from: moment.check(z.describe('From when on; null for always before the end.')),
  until: moment.check(z.describe('Until just before when; null for good.')),
  releaseId: z
    ._default(z.nullable(ReleaseId), null)
    .check(
      z.describe('A release with which it begins, in the place of `from`; while that is not armed, it never does.'),
    ),
};
export const PinRequest = z.strictObject(pinned).check(
  z.refine(({ query, collection }) => (query === null) !== (collection === null), {
    error: 'is one of the two: a query, or a collection',
    path: ['query'],
  }),
  z.refine(({ from, releaseId }) => from === null || releaseId === null, {
    error: 'goes with no release, which says when it begins',
    path: ['from'],
  }),
  z.refine(({ productIds }) => new Set(productIds).size === productIds.length, {
    error: 'must name each product once',
    path: ['productIds'],
  }),
);
export type PinRequest = z.output<typeof PinRequest>;

/** Products that stand before all others where a query or a collection is asked for. */
export const Pin = z.object({
  id: z.string().check(z.describe('The pin’s id, `pin_…`.')),
  query: z.nullable(z.string()).check(z.describe('The words that are asked for; null of one for a collection.')),
  collection: z.nullable(z.string()).check(z.describe('The slug of the collection; null of one for a query.')),
  productIds: z.array(z.string()).check(z.describe('What is shown before all else, in this order.')),
  from: z.nullable(z.string()).check(z.describe('From when on; null for always before the end.')),
  until: z.nullable(z.string()).check(z.describe('Until just before when; null for good.')),
  releaseId: z.nullable(z.string()).check(z.describe('The release with which it begins; null without one.')),
  version,
  createdAt,
  updatedAt,
});
export type Pin = z.infer<typeof Pin>;
export const PinView = z.extend(Pin, { warnings });
