import type { DatabaseSync } from 'node:sqlite';
import { fold } from '../analysis/fold.ts';
import { primaryOf } from '../analysis/stems.ts';
import type { SearchDocument } from '../document.ts';

/** Facets that every document may have; `language` is none that is answered, those of options are `option:<folded name>`, and their names one more. */
export type FacetName = 'language' | 'vendor' | 'type' | 'tag' | 'collection' | 'option' | `option:${string}`;

/** Lists the values of a document by facet; of those that fold to the same the first. */
const valuesIn = (document: SearchDocument): [facet: FacetName, label: string, key: string][] => {
  const { vendor, type, tags, collections, options } = document;
  const all: [FacetName, string][] = [
    ['language', primaryOf(document.language)],
    ...(vendor === null ? [] : [['vendor', vendor] as [FacetName, string]]),
    ...(type === null ? [] : [['type', type] as [FacetName, string]]),
    ...tags.map((tag): [FacetName, string] => ['tag', tag]),
    ...collections.map((collection): [FacetName, string] => ['collection', collection]),
    ...Object.entries(options).flatMap(([name, values]): [FacetName, string][] => [
      ['option', name],
      ...values.map((value): [FacetName, string] => [optionFacet(name), value]),
    ]),
  ];
  const distinct = new Map<string, [FacetName, string, string]>();
  for (const [facet, label] of all) {
    const key = fold(label);
    const name = `${facet}\n${key}`;
    if (!distinct.has(name)) distinct.set(name, [facet, label, key]);
  }
  return [...distinct.values()];
};

export const optionFacet = (name: string): FacetName => `option:${fold(name)}`;

/** Values that are remembered when documents are stored. */
const KEPT = 20_000;

/**
 * The values of all facets by number. A value is a label of a facet; labels that fold to the same are one group, which has
 * the number of the first of them.
 */
export const valuesOf = (db: DatabaseSync) => {
  const findFacet = db.prepare('SELECT number FROM facet WHERE name = ?');
  const addFacet = db.prepare('INSERT INTO facet (name) VALUES (?)');
  const findValue = db.prepare('SELECT number FROM value WHERE facet = ? AND key = ? AND label = ?');
  const addValue = db.prepare('INSERT INTO value (facet, key, label) VALUES (?, ?, ?)');
  const firstOfKey = db.prepare('SELECT min(number) AS number FROM value WHERE facet = ? AND key = ?');
  const ofKey = db.prepare('SELECT number, label FROM value WHERE facet = ? AND key = ? ORDER BY label');
  const keyOf = db.prepare('SELECT key, label FROM value WHERE number = ?');
  const inOrder = db.prepare('SELECT number FROM value WHERE facet = ? ORDER BY key, label');
  const groupsOfFacet = db.prepare('SELECT min(number) AS number, key FROM value WHERE facet = ? GROUP BY key');
  const facetNames = db.prepare('SELECT number, name FROM facet');

  /** By value: its group, and its facet. */
  const groupOf: number[] = [0];
  const facetOf: number[] = [0];
  const keep = (number: number, facet: number, group: number): void => {
    groupOf[number] = group;
    facetOf[number] = facet;
  };
  const facets = new Map<string, number>(facetNames.all().map(({ number, name }) => [String(name), Number(number)]));
  {
    let [facet, key, group] = [0, '', 0];
    const all = db.prepare('SELECT facet, key, number FROM value ORDER BY facet, key');
    const groups = new Map<number, number>();
    for (const row of all.iterate()) {
      const number = Number(row['number']);
      if (row['facet'] !== facet || row['key'] !== key) {
        [facet, key, group] = [Number(row['facet']), String(row['key']), number];
        groups.set(group, number);
      }
      // The index is not in the order of numbers: a group's number is its lowest.
      groups.set(group, Math.min(groups.get(group) ?? number, number));
      keep(number, facet, group);
    }
    for (let number = 1; number < groupOf.length; number += 1) groupOf[number] = groups.get(groupOf[number] ?? 0) ?? 0;
  }

  let known = new Map<string, number>();
  const valueNumber = (facet: number, key: string, label: string): number => {
    const name = `${facet} ${label}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    if (known.size >= KEPT) known = new Map();
    const number = Number(
      findValue.get(facet, key, label)?.['number'] ?? addValue.run(facet, key, label).lastInsertRowid,
    );
    if (groupOf[number] === undefined) keep(number, facet, Number(firstOfKey.get(facet, key)?.['number']));
    known.set(name, number);
    return number;
  };
  const facetNumber = (name: FacetName): number => {
    const known = facets.get(name);
    if (known !== undefined) return known;
    const number = Number(findFacet.get(name)?.['number'] ?? addFacet.run(name).lastInsertRowid);
    facets.set(name, number);
    return number;
  };

  return {
    groupOf,
    facetOf,
    /** Numbers of facets by name; those that no document ever had are missing. */
    facets,
    /** Numbers of a document's values; new ones are added. */
    numbersOf: (document: SearchDocument): number[] =>
      valuesIn(document).map(([name, label, key]) => valueNumber(facetNumber(name), key, label)),
    /** The group of a value that is filtered by; undefined where nothing has it. */
    groupOfValue(name: FacetName, value: string): number | undefined {
      const found = firstOfKey.get(facets.get(name) ?? 0, fold(value))?.['number'];
      return found === null || found === undefined ? undefined : Number(found);
    },
    /** Labels of a group by number of value, in their order. */
    labelsOf(group: number): { readonly number: number; readonly label: string }[] {
      const key = String(keyOf.get(group)?.['key'] ?? '');
      return ofKey
        .all(facetOf[group] ?? 0, key)
        .map(({ number, label }) => ({ number: Number(number), label: String(label) }));
    },
    /** Lists the groups of a facet, by their keys; nothing need have them any more. */
    groupsOf: (name: FacetName): { readonly group: number; readonly key: string }[] =>
      groupsOfFacet.all(facets.get(name) ?? 0).map(({ number, key }) => ({ group: Number(number), key: String(key) })),
    keyOf: (number: number): string => String(keyOf.get(number)?.['key'] ?? ''),
    labelOf: (number: number): string => String(keyOf.get(number)?.['label'] ?? ''),
    /** Walks over the values of a facet in the order of their keys. */
    *inOrder(facet: number): Generator<number> {
      for (const { number } of inOrder.iterate(facet)) yield Number(number);
    },
    /** Forgets what a transaction added that was rolled back. */
    forget(): void {
      known = new Map();
      facets.clear();
      for (const { number, name } of facetNames.all()) facets.set(String(name), Number(number));
      const highest = Number(db.prepare('SELECT max(number) AS number FROM value').get()?.['number'] ?? 0);
      groupOf.length = highest + 1;
      facetOf.length = highest + 1;
    },
  };
};
export type Values = ReturnType<typeof valuesOf>;
