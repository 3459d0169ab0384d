import { batchGet } from '#lib/table.ts';
import { unknownIds } from '../catalog/public.ts';
import { readPictures } from '../media/public.ts';
import { referencesOf } from './body/references.ts';
import { entryAt } from './entries/entries-table.ts';
import type { Source } from './entries/entry.ts';
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

/**
 * Refuses what is not there, or of media not ready: each is named. Three calls side by side.
 * @throws Refusal 422 `reference-missing`
 */
export const refuseMissing = async (named: References): Promise<void> => {
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
  const references = [
    ...unknown.productIds.map((id) => ({ kind: 'product', id })),
    ...unknown.collectionIds.map((id) => ({ kind: 'collection', id })),
    ...own.flatMap(({ kind, id }, index) => (items[index] ? [] : [{ kind, id }])),
    ...media.flatMap((id, index) => (pictures[index] ? [] : [{ kind: 'media', id }])),
  ];
  if (references.length === 0) return;
  const list = references.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  throw new ReferenceMissing(`Not there, or not ready: ${list}.`, { references });
};
