/**
 * Cells of the CSV files that are written here (RFC 4180: commas, CRLF, quotes doubled), and the apostrophe that keeps a
 * spreadsheet from running a text as a formula (OWASP, "CSV Injection"). A library's stringifier would do the quoting; it
 * guards amounts below zero as well, and leaves `'=1` as it is, which the import could then not tell from a guarded `=1`.
 */

/** A number or a code's own form: written as it is, for it is no text that somebody typed. */
export interface Plain {
  readonly plain: string;
}
/** A cell: a text, which is guarded; what is `plain`; a truth as TRUE or FALSE; nothing. */
export type Cell = string | number | boolean | Plain | null | undefined;

export const plain = (text: string): Plain => ({ plain: text });

/** What begins a formula, in full width too, behind apostrophes that are the text's own. */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Puts an apostrophe before a text that a spreadsheet would run. */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Takes the apostrophe of `guarded` away again: `unguarded(guarded(text))` is the text, whatever it is. */
export const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);

/**
 * A code (a SKU, a barcode) as a cell. The import takes one apostrophe from any code, because spreadsheets put it before
 * digits, so one that is the code's own needs another.
 */
export const codeCell = (code: string): Plain => plain(code.startsWith("'") ? `'${code}` : guarded(code));

const shown = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return guarded(cell);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return typeof cell === 'number' ? String(cell) : cell.plain;
};

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line of a file. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map((cell) => quoted(shown(cell))).join(',')}\r\n`;
