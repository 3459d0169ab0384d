/** How much of a whole somebody asks for beside the others, and what is given in any case. */
export interface Claim {
  readonly weight: number;
  readonly least: number;
}

/** Sums what each of some things counts. */
export const total = <T>(of: readonly T[], count: (one: T) => number): number =>
  of.reduce((all, one) => all + count(one), 0);

/**
 * Divides a whole number by weights so that nothing is lost and nobody gets less than its least (largest remainders).
 * @returns the parts in the order of the claims @throws Error when the number is less than the sum of the least
 */
export const apportion = (whole: number, claims: readonly Claim[]): number[] => {
  const leasts = total(claims, ({ least }) => least);
  if (leasts > whole) throw new Error(`shares: ${whole} are divided, and ${leasts} are needed`);
  let free = claims.map((claim, index) => ({ ...claim, index }));
  const quotas = claims.map(({ least }) => least);
  // Whoever would get less than its least gets that, and the others divide what is left.
  for (let left = whole; free.length > 0; ) {
    const weights = total(free, ({ weight }) => weight);
    const low = free.filter(({ weight, least }) => (left * weight) / weights < least);
    if (low.length === 0) {
      for (const { index, weight } of free) quotas[index] = (left * weight) / weights;
      break;
    }
    left -= total(low, ({ least }) => least);
    free = free.filter((one) => !low.includes(one));
  }
  const parts = quotas.map(Math.floor);
  const byRemainder = quotas.map((quota, index) => ({ index, rest: quota % 1 })).sort((a, b) => b.rest - a.rest);
  const over = whole - total(parts, (part) => part);
  for (const { index } of byRemainder.slice(0, over)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
};
