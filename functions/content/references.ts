import { batchGet } from '#lib/table.ts';
import { unknownIds } from '../catalog/public.ts';
import { readPictures } from '../media/public.ts';
import { referencesOf } from './body/references.ts';
import { entryAt } from './entries/entries-table.ts';
import type { Source } from './entries/entry.ts';
import type { FrontSource } from './fronts/front.ts';
import { authorAt, sectionAt } from './names/names-table.ts';
import { ReferenceMissing } from './refusals.ts';

/** What something refers to, by kind. */
export interface References {
  readonly products?: readonly string[];
  readonly collections?: readonly string[];
  readonly entries?: readonly string[];
  readonly media?: readonly string[];
  readonly authors?: readonly string[];
  readonly sections?: readonly string[];
}

/** Lists what an entry refers to. */
export const referencesOfEntry = ({ blocks, authors, section, image }: Source): Required<References> => {
  const { media, ...others } = referencesOf(blocks);
  const pictures = [...new Set([...media, ...(image === null ? [] : [image])])];
  return { ...others, media: pictures, authors, sections: section === null ? [] : [section] };
};

/** Lists what a front refers to. */
export const referencesOfFront = ({ slots }: FrontSource): References & { readonly products: readonly string[] } => {
  const things = slots.flatMap(({ items = [] }) => items);
  const idsOf = (type: string) => things.filter((one) => one.type === type).map(({ id }) => id);
  const sections = slots.flatMap(({ list }) => list?.section ?? []);
  return { products: idsOf('product'), entries: idsOf('entry'), sections: [...new Set(sections)] };
};

/** What is not there, by kind and id or slug. */
export interface Missing {
  readonly kind: string;
  readonly id: string;
}

/** Refuses what is not there, or of media not ready: each is named. @throws Refusal 422 `reference-missing` */
export const refuseMissing = async (named: References): Promise<void> => refuse(await missingOf(named));

/** Refuses what was found missing, if anything was. @throws Refusal 422 `reference-missing` */
export const refuse = (references: readonly Missing[]): void => {
  if (references.length > 0) throw new ReferenceMissing(saidOf(references), { references: [...references] });
};
/** Says what is missing, in one sentence. */
export const saidOf = (references: readonly Missing[]): string =>
  `Not there, or not ready: ${references.map(({ kind, id }) => `${kind} ${id}`).join(', ')}.`;

/** Joins what several things refer to, each once. */
export const joined = (all: readonly References[]): References => {
  const of = (kind: keyof References): string[] => [...new Set(all.flatMap((one) => one[kind] ?? []))];
  return {
    products: of('products'), collections: of('collections'), entries: of('entries'), media: of('media'), authors: of('authors'),
    sections: of('sections'),
  }; // biome-ignore format: a list
};

/** Finds what is not there, or of media not ready. Three calls side by side for up to a hundred of each. */
export const missingOf = async (named: References): Promise<Missing[]> => {
  const { products = [], collections = [], entries = [], media = [], authors = [], sections = [] } = named;
  const own = [
    ...entries.map((id) => ({ kind: 'entry', id, ref: entryAt(id) })),
    ...authors.map((id) => ({ kind: 'author', id, ref: authorAt(id) })),
    ...sections.map((id) => ({ kind: 'section', id, ref: sectionAt(id) })),
  ];
  const [unknown, items, pictures] = await Promise.all([
    unknownIds({ productIds: products, collectionIds: collections }),
    batchGet(
      own.map(({ ref }) => ref),
      { consistent: true, project: ['type'] },
    ),
    readPictures(media),
  ]);
  return [
    ...unknown.productIds.map((id) => ({ kind: 'product', id })),
    ...unknown.collectionIds.map((id) => ({ kind: 'collection', id })),
    ...own.flatMap(({ kind, id }, index) => (items[index] ? [] : [{ kind, id }])),
    ...media.flatMap((id, index) => (pictures[index] ? [] : [{ kind: 'media', id }])),
  ];
};
