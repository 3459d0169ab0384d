import { remove } from '#lib/table.ts';
import { table } from '../content-table.ts';
import { pathAt, placeWriteOf, refuseReserved } from '../entries/addresses-table.ts';
import { listOf, rowsDown } from '../lists/list-rows.ts';
import { PathTaken, SectionUsed } from '../refusals.ts';
import type { Section } from './named.ts';
import { putNamed, removeNamed } from './names-table.ts';

const pathOf = (slug: string): string => `/${slug}`;

/**
 * Puts a section; its path on the site is its own from then on.
 * @throws Refusal 409 `path-taken`; 412; 422 `path-reserved`
 */
export const putSection = (section: Omit<Section, 'version'>, ifMatch: number | undefined) => {
  const path = pathOf(section.slug);
  refuseReserved(path);
  const refused = () => new PathTaken(`There is a page at ${path}.`);
  return putNamed('section', section, ifMatch, [
    placeWriteOf(path, { section: section.slug }, { if: 'attribute_not_exists(pk)', refused }),
  ]);
};

/** Removes a section in which no entry is. @throws Refusal 404; 409 `section-used`; 412 */
export const removeSection = async (slug: string, ifMatch: number | undefined): Promise<void> => {
  const { rows } = await rowsDown(listOf({ section: slug }), { moment: '9', limit: 1 });
  if (rows.length > 0) throw new SectionUsed();
  await removeNamed('section', slug, ifMatch, [remove(table, pathAt(pathOf(slug)).key)]);
};
