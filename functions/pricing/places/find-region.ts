import { type RegionEntry, regions } from '../system/regions.ts';
import { aliases } from './region-aliases.ts';

/** A region as it is stored and compared: its code of ISO 3166-2 behind the country's (`CA` of `US-CA`). */
export interface Region {
  readonly code: string;
  /** The region that it lies in (`CN`, the Canary Islands, of `GC`, Las Palmas); `null` for none. */
  readonly within: string | null;
}

/** Folds what people write: no accents, case, points or blanks. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase()
    .replace(/&/g, 'AND')
    .replace(/[^\p{L}\p{N}\p{Mc}]+/gu, '');

const kinds = 'state|province|territory|county|prefecture|region|commonwealth|canton|community|emirate|department';
const before = new RegExp(`^(the )?((${kinds}|city) of( the)? |(${kinds}|co)\\.? )`, 'i');
const behind = new RegExp(`([ -](${kinds}|city|sheng|shi|ken|fu|to|do)|[省市都府県])$`, 'i');
/** Takes away words that only say what kind of region it is. */
const bare = (text: string): string => text.trim().replace(before, '').replace(behind, '');

/** Lists the forms of a name: `Murcia, Región de` is also `Murcia` and `Región de Murcia`. */
const formsOf = (name: string): string[] => {
  const [first = name, ...more] = name.split(/\s*[,/()]\s*/).filter(Boolean);
  return [name, first, ...more, ...more.map((rest) => `${rest} ${first}`)].flatMap((one) => [one, bare(one)]);
};

interface Named {
  readonly byText: ReadonlyMap<string, RegionEntry>;
  readonly entries: readonly RegionEntry[];
}
const made = new Map<string, Named>();

const namesOf = async (country: string): Promise<Named> => {
  const known = made.get(country);
  if (known) return known;
  const entries = (await regions()).of[country] ?? [];
  const byText = new Map<string, RegionEntry>();
  const add = (text: string, entry: RegionEntry): void => {
    const key = folded(text);
    if (key && !byText.has(key)) byText.set(key, entry);
  };
  for (const entry of entries) add(entry[0], entry);
  for (const entry of entries) for (const text of aliases[country]?.[entry[0]]?.split('|') ?? []) add(text, entry);
  // Of two levels with one name (the province and the community of Madrid) an address means the lower.
  for (const entry of entries.toSorted((a, b) => Number(a[1] === '') - Number(b[1] === ''))) {
    for (const form of entry.slice(2).flatMap(formsOf)) add(form, entry);
  }
  const named = { byText, entries };
  made.set(country, named);
  return named;
};

/**
 * Finds the region that a text names: by its code, with or without the country's, or by a name or common form.
 * @param country ISO 3166-1 alpha-2
 */
export const findRegion = async (country: string, text: string): Promise<Region | undefined> => {
  const { byText } = await namesOf(country);
  const own = text.replace(new RegExp(`^\\s*${country}[-_ /]+(?=\\S)`, 'i'), '');
  const entry = [text, own, bare(text)].map((form) => byText.get(folded(form))).find((one) => one !== undefined);
  return entry && { code: entry[0], within: entry[1] || null };
};

/** Answers whether addresses of a country are not complete without a region. */
export const isInAddresses = async (country: string): Promise<boolean> =>
  (await regions()).inAddresses.includes(country);

/** Lists the regions of a country whose names are most like a text, three at most: `{ code: 'CA', name: 'California' }`. */
export const likeRegions = async (country: string, text: string): Promise<{ code: string; name: string }[]> => {
  const { entries } = await namesOf(country);
  const wanted = pairsOf(folded(text));
  return entries
    .map(([code, , ...names]) => {
      const score = Math.max(...names.map((name) => likeness(wanted, pairsOf(folded(name)))));
      return { code, name: names[0] ?? code, score };
    })
    .filter(({ score }) => score > 0.3)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ code, name }) => ({ code, name }));
};

const pairsOf = (text: string): Set<string> => new Set([...text].map((letter, i, all) => letter + (all[i + 1] ?? '')));

/** Computes the Sørensen–Dice coefficient of two sets of letter pairs: 0 nothing in common, 1 the same. */
const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size || 1);
