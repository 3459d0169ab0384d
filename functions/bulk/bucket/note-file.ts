import { chunkLimits } from '../chunks.ts';
import { type Cell, csvLine } from '../csv/cells.ts';
import type { Note } from '../messages.ts';

/**
 * Refused rows or warnings as CSV in the order of their lines, at most 10,000 of them; the last line says when there are
 * more.
 * @param inAll what that line says: `25000 rows were refused`
 */
export const noteFile = (notes: readonly Note[], inAll: string): string => {
  const listed = notes.toSorted((a, b) => a.line - b.line).slice(0, chunkLimits.listed);
  const lines: Cell[][] = listed.map(({ line, handle, code, message }) => [line, handle, code, message]);
  if (listed.length === chunkLimits.listed) {
    lines.push([null, null, 'list-is-full', `Only the first ${listed.length} are listed; ${inAll}.`]);
  }
  return [['line', 'handle', 'code', 'message'], ...lines].map(csvLine).join('');
};
