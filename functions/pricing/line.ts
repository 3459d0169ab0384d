/** A line of a cart as it is priced: what it is, how many, and what decides which promotions and taxes concern it. */
export interface LineToPrice {
  readonly id: string;
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  /** Minor units. */
  readonly unitPrice: number;
  /** `standard`, `exempt`, or a class that the shop's tax rates name. */
  readonly taxClass: string;
  readonly requiresShipping: boolean;
  readonly productId?: string;
  readonly tags?: readonly string[];
  readonly collectionIds?: readonly string[];
  /** Weight of one unit. */
  readonly grams?: number;
}

/** Where the goods are shipped; `null` while only the shop's own country is known. */
export interface Destination {
  readonly country: string;
  /** A code of ISO 3166-2 behind the country's. */
  readonly region: string | null;
  /** The region that it lies in, where a country has two levels of them. */
  readonly within?: string | null;
  /** The first characters of the postal code, as many as a cart stores. */
  readonly postalPrefix: string;
}

/** Ranks how closely a rule's place fits a destination: 0 not at all, higher the more closely. */
export const closeness = (
  place: { readonly country: string; readonly region: string | null; readonly postalPrefix: string },
  destination: Destination,
): number => {
  const upper = (text: string | null): string => (text ?? '').toUpperCase();
  if (place.country !== destination.country) return 0;
  const region = [destination.region, destination.within ?? null].map(upper).indexOf(upper(place.region));
  if (place.region !== null && region < 0) return 0;
  if (!upper(destination.postalPrefix).startsWith(upper(place.postalPrefix))) return 0;
  return 1 + (place.region === null ? 0 : region === 0 ? 1 : 0.5) + 2 * place.postalPrefix.length;
};
