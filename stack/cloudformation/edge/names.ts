import type { Behaviour } from '../../edge.ts';
import { logicalId } from '../names.ts';

/** `/api/v1/products*` → `ApiV1Products`; the rest of all paths is `Rest`. */
export const idOf = ({ pattern }: Pick<Behaviour, 'pattern'>): string => logicalId(pattern) || 'Rest';

export const cachePolicyId = (behaviour: Behaviour): string => logicalId('cache', idOf(behaviour));

/** What all distributions of an account have names for, so that two stages are not in each other's way. */
export const nameIn = (stage: string, id: string): string => `floodgate-${stage}-${id}`;

/**
 * Names of a query that a cache policy may list, without a higher quota ("Quotas", CloudFront developer guide). Where
 * there are more, the whole query is the key, and the viewer function leaves no other name in it.
 */
const MOST_NAMES = 10;
export const isTooLong = ({ cache }: Behaviour): boolean => cache !== null && cache.query.length > MOST_NAMES;
