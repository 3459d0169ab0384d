/** A tax rate of a country. `rate` is a decimal text: rates are never floating point. */
export interface TaxRate {
  readonly name: string;
  readonly rate: string;
}

const vat = (rate: string): TaxRate => ({ name: 'VAT', rate });
const gst = (rate: string): TaxRate => ({ name: 'GST', rate });

/**
 * Standard rates by country of destination (ISO 3166 alpha-2): the EU's 27, its neighbours, and some more. The United
 * States are at 0, because sales tax there is owed per state and only where a shop is registered.
 */
const rates: Readonly<Record<string, TaxRate>> = {
  AT: vat('0.20'), BE: vat('0.21'), BG: vat('0.20'), CY: vat('0.19'), CZ: vat('0.21'), DE: vat('0.19'), DK: vat('0.25'),
  EE: vat('0.24'), ES: vat('0.21'), FI: vat('0.255'), FR: vat('0.20'), GR: vat('0.24'), HR: vat('0.25'), HU: vat('0.27'),
  IE: vat('0.23'), IT: vat('0.22'), LT: vat('0.21'), LU: vat('0.17'), LV: vat('0.21'), MT: vat('0.18'), NL: vat('0.21'),
  PL: vat('0.23'), PT: vat('0.23'), RO: vat('0.21'), SE: vat('0.25'), SI: vat('0.22'), SK: vat('0.23'),
  GB: vat('0.20'), CH: vat('0.081'), LI: vat('0.081'), NO: vat('0.25'), IS: vat('0.24'),
  AE: vat('0.05'), BH: vat('0.10'), OM: vat('0.05'), SA: vat('0.15'), ZA: vat('0.15'),
  AU: gst('0.10'), CA: gst('0.05'), NZ: gst('0.15'), SG: gst('0.09'), JP: { name: 'Consumption tax', rate: '0.10' },
  US: { name: 'Sales tax', rate: '0' },
}; // biome-ignore format: a table

/** No tax: an unknown address, a country without an entry, goods that are exempt. */
export const untaxed: TaxRate = { name: 'Tax', rate: '0' };

/** Finds the standard rate of a country; rate 0 for a country without an entry. */
export const taxRate = (country: string): TaxRate => rates[country] ?? untaxed;
