import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, type StackFile } from '../../../local/stack-file.ts';

/** Lists what a stack's log calls an error, each kind once with its first line: what failed where nobody waits for an answer. */
export const failuresBehind = ({ api }: Pick<StackFile, 'api'>): string[] =>
  errorsIn(readFileSync(join(folderOf(Number(new URL(api).port)), 'log.jsonl'), 'utf8'));

interface Line {
  readonly function?: string;
  readonly message?: string;
  /** The alarm that it counts for. */
  readonly metric?: string;
}

/**
 * Lists the errors of a log in JSON lines, each function and message once with its first line. A line that counts for
 * another alarm than that of bugs tells of the shop's own course: money that goes back, say.
 */
export const errorsIn = (log: string): string[] => {
  const first = new Map<string, string>();
  for (const line of log.split('\n')) {
    if (!line.includes('"level":"error"')) continue;
    const { function: name, message, metric } = JSON.parse(line) as Line;
    if (metric !== undefined && !metric.startsWith('Bugs')) continue;
    const kind = `${name ?? 'local run'}: ${message}`;
    if (!first.has(kind)) first.set(kind, line);
  }
  return [...first].map(([kind, line]) => `${kind}\n  ${line}`);
};
