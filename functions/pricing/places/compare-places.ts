import type { Destination } from '../line.ts';
import { readRules } from '../pricing-table.ts';
import { goesTo } from '../shipping/shipping-options.ts';
import { haveSameTaxes, lacksRegion } from '../tax/tax.ts';

/** Why what was priced for one place is not sent to another: its tax goes by a region that it lacks, or differs, or the shipping ends before it. */
export type OtherTerms = 'region-missing' | 'tax' | 'shipping';

/**
 * Compares the terms of another place with those of the one that an order was priced for, by the rules of now: two calls.
 * @param optionId the shipping that was chosen; one that is not offered any more goes wherever it went
 */
export const compareTerms = async (
  before: Destination,
  after: Destination,
  optionId: string | null,
): Promise<OtherTerms | undefined> => {
  const [tax, shipping] = await Promise.all([readRules('tax'), readRules('shipping')]);
  const table = { rounding: tax.rounding, rules: tax.entries };
  if (lacksRegion(table, after)) return 'region-missing';
  if (!haveSameTaxes(table, before, after)) return 'tax';
  const option = shipping.entries.find(({ id }) => id === optionId);
  return option && !goesTo(option, after) ? 'shipping' : undefined;
};
