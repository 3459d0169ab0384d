import type { Span } from './spans.ts';

/** A span with those that follow from it, in the order in which they began. */
export interface Branch {
  readonly span: Span;
  readonly branches: readonly Branch[];
}

/**
 * Puts spans into trees. A span whose parent is not among them begins one: the client sent it, or its line is not there.
 * @returns the trees, and how many of them have a parent that is missing
 */
export const treesOf = (spans: readonly Span[]): { readonly trees: readonly Branch[]; readonly orphans: number } => {
  const ids = new Set(spans.map(({ id }) => id));
  const below = (id: string): Branch[] => spans.filter(({ parent }) => parent === id).map(branch);
  const branch = (span: Span): Branch => ({ span, branches: below(span.id) });
  const first = spans.filter(({ parent }) => parent === undefined || !ids.has(parent));
  // The first one may follow from a span of the client's, which is not ours to log; so may others behind the same.
  const orphans = first.filter(({ parent }) => parent !== first[0]?.parent).length;
  return { trees: first.map(branch), orphans };
};

const costOf = ({ cost: { calls, readUnits, writeUnits, messages } }: Span): string =>
  [
    calls > 0 ? `${calls} calls` : '',
    readUnits > 0 ? `${readUnits} read` : '',
    writeUnits > 0 ? `${writeUnits} write` : '',
    messages > 0 ? `${messages} sent` : '',
  ]
    .filter(Boolean)
    .join(', ');

const nameOf = ({ name, status, together, failed }: Span): string => {
  const short = name.replace(/^floodgate-[a-z0-9]+-/, '');
  const said = [status === undefined ? '' : String(status), failed ? 'FAILED' : '', together ? `with ${together}` : ''];
  return [short, ...said].filter(Boolean).join(' ');
};

const NAME_WIDTH = 64;

/** Writes trees: a line for each span, from when on, how long, what it cost; below it what it logged besides. */
export const drawn = (trees: readonly Branch[]): string => {
  const began = Math.min(...trees.map(({ span }) => span.start));
  const lines: string[] = [];
  const write = ({ span, branches }: Branch, depth: number): void => {
    const indent = '  '.repeat(depth);
    const at = `+${String(Math.max(0, span.start - began)).padStart(6)} ms`;
    lines.push(
      `${at} ${`${indent}${nameOf(span)}`.padEnd(NAME_WIDTH)} ${String(span.ms).padStart(5)} ms  ${costOf(span)}`.trimEnd(),
    );
    for (const { level, message, reason } of span.notes)
      lines.push(
        `${' '.repeat(at.length)} ${indent}  ${level === 'info' ? '·' : '!'} ${[message, reason].filter(Boolean).join(': ')}`,
      );
    for (const one of branches) write(one, depth + 1);
  };
  for (const tree of trees) write(tree, 0);
  return lines.join('\n');
};
