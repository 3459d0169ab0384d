import { chunkLimits } from '../chunks.ts';
import { type Cell, csvLine } from '../csv/cells.ts';
import type { RowError } from '../messages.ts';

/**
 * The refused rows as CSV in the order of their lines, at most 10,000 of them; the last line says when there are more.
 * @param failed rows that were refused in all
 */
export const errorFile = (errors: readonly RowError[], failed: number): string => {
  const listed = errors.toSorted((a, b) => a.line - b.line).slice(0, chunkLimits.listedErrors);
  const lines: Cell[][] = listed.map(({ line, handle, code, message }) => [line, handle, code, message]);
  if (listed.length === chunkLimits.listedErrors) {
    lines.push([
      null,
      null,
      'list-is-full',
      `Only the first ${listed.length} are listed; ${failed} rows were refused.`,
    ]);
  }
  return [['line', 'handle', 'code', 'message'], ...lines].map(csvLine).join('');
};
