import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { logTo } from '#lib/log.ts';

interface Line {
  readonly level?: string;
  readonly message?: string;
  readonly function?: string;
  readonly error?: { readonly reason?: string };
}

/** Keeps the functions' log lines in a file, so that the terminal stays readable; errors are shown there in short. */
export const logToFile = (file: string, verbose: boolean): { close(): Promise<void> } => {
  mkdirSync(dirname(file), { recursive: true });
  // An older one may be readable by others, and would stay so.
  rmSync(file, { force: true });
  const out = createWriteStream(file, { flags: 'w' });
  logTo((line) => {
    out.write(line);
    if (verbose) process.stdout.write(line);
    else if (line.includes('"level":"error"')) {
      const { message, function: name, error } = JSON.parse(line) as Line;
      process.stderr.write(`error: ${[message, name, error?.reason].filter(Boolean).join(' · ')}\n`);
    }
  });
  return { close: () => new Promise((resolve) => out.end(resolve)) };
};
