/** A bound that was set beforehand, and what was counted. */
export interface Claim {
  readonly sentence: string;
  readonly found: number;
  /** Null: it is only said. */
  readonly bound: number | null;
  readonly holds: boolean;
}

/** @param sentence what is counted, as a subject: `answers that are late` */
export const atMost = (sentence: string, found: number, bound: number): Claim => ({
  sentence,
  found,
  bound,
  holds: found <= bound,
});
export const atLeast = (sentence: string, found: number, bound: number): Claim => ({
  sentence,
  found,
  bound,
  holds: found >= bound,
});

/** Says a count that has no bound. */
export const counted = (sentence: string, found: number): Claim => ({ sentence, found, bound: null, holds: true });

const rounded = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Writes claims, a line each, with the bound of each. */
export const told = (claims: readonly Claim[]): string =>
  claims
    .map(({ sentence, found, bound, holds }) => {
      const mark = bound === null ? '·' : holds ? '✓' : '✗';
      return `  ${mark} ${sentence}: ${rounded(found)}${bound === null ? '' : ` (bound ${bound})`}`;
    })
    .join('\n');

export const allHold = (claims: readonly Claim[]): boolean => claims.every(({ holds }) => holds);
