/**
 * `npm run visible`: imports products into a stack of its own and looks at the shop the moment the import says `done`: pages
 * and lists have all of them, with their stock, and search within ten seconds. Says what each function called the engines
 * for. Exit code 1 when something is missing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { folderOf } from '../../../local/stack-file.ts';
import { startStack } from '../../../local/start-stack.ts';
import { catalogOf, shopOf } from './import.ts';

const SEARCH_SECONDS = 10;
/** After what was found nothing more is awaited but the facts that follow. */
const QUIET_MS = 10_000;
const WORD = 'visible';

const { products } = read(
  tool(
    'visible',
    'Imports products into a stack of its own and looks whether the shop shows them when it is done.',
  ).option('--products <count>', 'how many', whole(1, 100_000), 1000),
).opts();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

/** Engine calls by function, from the lines that they log. */
const callsIn = (log: string): [name: string, calls: number][] => {
  const calls = new Map<string, number>();
  for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
    const { function: name, calls: count } = JSON.parse(line) as { function?: string; calls?: number };
    if (name && count) calls.set(name, (calls.get(name) ?? 0) + count);
  }
  return [...calls].sort((a, b) => b[1] - a[1]);
};

// An exit ends the stack, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const stack = await startStack({ env: { SEED: '0' } });
try {
  const shop = shopOf(stack);
  const began = performance.now();
  const seen = await shop.import(catalogOf(WORD, products));
  const done = performance.now();
  const { count, soldOut } = await shop.listed(WORD);
  say(`${seen.status} after ${seconds(began)} s: ${JSON.stringify(seen.visible)}, ${JSON.stringify(seen.rows)}`);
  say(`lists show ${count} of ${products}, ${soldOut} of them sold out`);
  while ((await shop.found(WORD)) < products && seconds(done) < 6 * SEARCH_SECONDS) await wait(200);
  const found = seconds(done);
  say(`search finds ${await shop.found(WORD)} after ${found} s`);
  await wait(QUIET_MS);
  for (const [name, calls] of callsIn(join(folderOf(stack.port), 'log.jsonl')))
    say(`  ${(calls / products).toFixed(2).padStart(6)} calls a product  ${name}`);
  const shown = count === products && soldOut === 0 && seen.visible.products === products;
  process.exitCode = seen.status === 'done' && shown && found <= SEARCH_SECONDS ? 0 : 1;
} finally {
  await stack.stop();
}
