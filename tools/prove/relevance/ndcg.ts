/** Grades by what was judged: 0 to 3, the higher the better. What is not in it was not judged. */
export type Grades = ReadonlyMap<string, number>;

const gain = (grades: readonly number[]): number =>
  grades.reduce((sum, grade, place) => sum + grade / Math.log2(place + 2), 0);

/**
 * Rates a ranking: normalised discounted cumulative gain of its first `depth` hits (Järvelin and Kekäläinen, 2002), with
 * linear gain. A hit that was not judged counts as 0; the ideal ranking is made of all judgments, found or not.
 * @returns 0 to 1; undefined where nothing has a positive grade, so that no ranking is better than another
 */
export const ndcg = (ranking: readonly string[], grades: Grades, depth = 10): number | undefined => {
  const ideal = gain([...grades.values()].sort((a, b) => b - a).slice(0, depth));
  if (ideal === 0) return undefined;
  return gain(ranking.slice(0, depth).map((id) => grades.get(id) ?? 0)) / ideal;
};

/** The mean of those that are defined; 0 without any. */
export const mean = (rates: readonly (number | undefined)[]): number => {
  const defined = rates.filter((rate) => rate !== undefined);
  return defined.length === 0 ? 0 : defined.reduce((sum, rate) => sum + rate, 0) / defined.length;
};
