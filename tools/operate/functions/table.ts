import type { Stack, StackFunction } from '../../../stack/model.ts';

/** A function's line: module, file, trigger, memory, time-out, and its share of an account of 1,000. */
export type Row = readonly [module: string, file: string, trigger: string, memory: string, timeout: string, reserved: string]; // biome-ignore format: one line

const HEAD: Row = ['module', 'function', 'trigger', 'memory', 'time-out', 'reserved'];
/** Letters of a cell that are shown. */
const WIDEST = 80;

/** Describes all functions, by module, kind of trigger and name. */
export const rowsOf = ({ functions, api }: Pick<Stack, 'functions' | 'api'>): Row[] =>
  functions
    .toSorted((a, b) => `${a.module} ${a.kind} ${a.file}`.localeCompare(`${b.module} ${b.kind} ${b.file}`))
    .map((fn) => [
      fn.module,
      fn.file,
      triggerOf(fn, api.basePath),
      `${fn.memoryMb} MB`,
      `${fn.timeoutSeconds} s`,
      String(fn.reservedConcurrency ?? ''),
    ]);

/** Keeps the lines that have all words, in any column and letter case. */
export const withWords = (rows: readonly Row[], words: readonly string[]): Row[] =>
  rows.filter((row) => {
    const line = row.join(' ').toLowerCase();
    return words.every((word) => line.includes(word.toLowerCase()));
  });

/** What starts a function: a route, facts, messages of its own module, a schedule, a table's changes, or an upload. */
const triggerOf = ({ trigger, module }: StackFunction, basePath: string): string => {
  switch (trigger.kind) {
    case 'http':
      return trigger.path === '$default'
        ? 'route, any that no other function has'
        : `route ${trigger.methods.join(' ')} ${trigger.path.replace(basePath, '')}`;
    case 'queue':
      return trigger.queue.eventTypes.length > 0
        ? `queue of ${trigger.queue.eventTypes.join(', ')}`
        : `queue of messages from ${module}`;
    case 'schedule':
      return `schedule, every ${trigger.every}`;
    case 'stream':
      return `stream of ${trigger.table}`;
    case 'upload':
      return `upload of ${trigger.prefix}… into ${trigger.bucket}`;
  }
};

/** Lays rows out under their head, in columns as wide as they need. */
export const table = (whole: readonly Row[]): string => {
  const rows = whole.map((row) => row.map((cell) => (cell.length > WIDEST ? `${cell.slice(0, WIDEST - 1)}…` : cell)));
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [HEAD, ...rows].map(line).join('\n');
};
