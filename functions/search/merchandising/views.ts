import { readSearchSummaries } from '../../catalog/public.ts';
import { readArmed } from '../../content/public.ts';
import { settings } from '../settings.ts';
import { comparedWords } from './compared-words.ts';
import type { Pin, Synonyms, Warning } from './rules.ts';
import { readAll } from './rules-table.ts';
import { warningsOf } from './synonyms.ts';

const listed = (warning: Warning | undefined): Warning[] => (warning ? [warning] : []);

/** Shows sets to staff with what of them is passed over: all sets are read, since circles go through several. */
export const viewSynonyms = async (sets: readonly Synonyms[]) => {
  const warnings = warningsOf(await readAll('synonyms'), comparedWords(settings().SITE_LANGUAGE));
  return sets.map((set) => ({ ...set, warnings: listed(warnings.get(set.id)) }));
};

const PRODUCTS_A_CALL = 100;

/** Shows pins to staff with what of them is passed over now: products that are not sold, a release that is not armed. */
export const viewPins = async (pins: readonly Pin[]) => {
  const ids = [...new Set(pins.flatMap(({ productIds }) => productIds))];
  const sold = new Set<string>();
  for (let from = 0; from < ids.length; from += PRODUCTS_A_CALL)
    for (const summary of await readSearchSummaries(ids.slice(from, from + PRODUCTS_A_CALL)))
      if (summary) sold.add(summary.id);
  const armed = await readArmed([...new Set(pins.flatMap(({ releaseId }) => releaseId ?? []))]);
  return pins.map((pin) => {
    const { productIds, releaseId } = pin;
    const gone = productIds.filter((id) => !sold.has(id));
    const warnings: Warning[] = [
      ...(gone.length > 0
        ? [{ code: 'pin-not-sold' as const, detail: `Not sold, and passed over: ${gone.join(', ')}.` }]
        : []),
      ...(releaseId !== null && !armed.has(releaseId)
        ? [{ code: 'pin-release-not-armed' as const, detail: `${releaseId} is not armed: the pin does not begin.` }]
        : []),
    ];
    return { ...pin, warnings };
  });
};
