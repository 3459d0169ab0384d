import { readManyShards } from './read-shards.ts';
import { unitsIn } from './stock.ts';

/**
 * Answers how many are left of each limit, in the order asked; one call for a hundred. A limit that nobody has taken of
 * has no record and is whole. A hint: the truth is asked by taking.
 */
export const readLimits = async (
  limits: readonly { readonly what: string; readonly limit: number }[],
): Promise<number[]> => {
  const found = await readManyShards(limits.map(({ what }) => what));
  return limits.map(({ limit }, index) => {
    const shards = found[index];
    return shards ? unitsIn([shards.home, ...shards.others]) : limit;
  });
};
