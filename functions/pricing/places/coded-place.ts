import type { Refusal } from '#lib/problem.ts';
import { CountryUnknown, RegionUnknown } from '../refusals.ts';
import { regions } from '../system/regions.ts';
import { findRegion, isInAddresses, likeRegions, type Region } from './find-region.ts';

/** Refuses a region that the country does not have, with those that are most like it. */
export const regionUnknown = async (country: string, region: string): Promise<Refusal> => {
  const suggestions = await likeRegions(country, region);
  const names = suggestions.map(({ code, name }) => `${name} (${code})`).join(', ');
  const detail = `${country} has no region ${JSON.stringify(region)}; ${names ? `did you mean ${names}?` : 'write its name or its code of ISO 3166-2.'}`;
  return new RegionUnknown(detail, { country, region, suggestions });
};

/**
 * Finds the region of an address; `null` where it names none, or one that its country's addresses do without.
 * @throws Refusal 422 `region-unknown`, with suggestions, where addresses are not complete without a region
 */
export const regionOf = async (country: string, text: string | undefined): Promise<Region | null> => {
  if (!text?.trim()) return null;
  const found = await findRegion(country, text);
  if (!found && (await isInAddresses(country))) throw await regionUnknown(country, text);
  return found ?? null;
};

/**
 * Makes a rule's place as it is stored, its region as the code. @throws Refusal 422 `country-unknown`, `region-unknown`
 */
export const codedPlace = async <P extends { readonly country: string; readonly region: string | null }>(
  place: P,
): Promise<P> => {
  const { country, region } = place;
  if (!(await regions()).countries.includes(country)) {
    throw new CountryUnknown(`${country} is not a country of ISO 3166-1.`, { country });
  }
  if (region === null) return place;
  const found = await findRegion(country, region);
  if (!found) throw await regionUnknown(country, region);
  return { ...place, region: found.code };
};
