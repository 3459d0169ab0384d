/** Runs seeds, one after the other, on an engine of its own, and tells its parent what came of each; see hostile.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a worker is asked, as JSON in its first argument. */
export interface Work {
  readonly seeds: readonly number[];
  /** Planted into the code before it is loaded. */
  readonly mutant?: string | undefined;
  /** Histories of the newsroom, in the place of those of the shop. */
  readonly content?: boolean;
  /** Histories of the index of search. */
  readonly search?: boolean;
  /** Writes every step, and every line of the functions' logs. */
  readonly verbose?: boolean;
}

const work = JSON.parse(process.argv[2] ?? '{}') as Work;
if (work.mutant !== undefined) (await import('./plant.ts')).plant(work.mutant);

// The parent process has ended: the outcomes would not be read.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

const folder = mkdtempSync(join(tmpdir(), 'floodgate-hostile-'));
const { openDataFolder } = await import('../../../local/engines/data-folder.ts');
const { startDynamodb } = await import('../../../local/engines/dynamodb.ts');
const { openStreamLog } = await import('../../../local/engines/stream-log.ts');
const engine = await startDynamodb(await openDataFolder(folder));
const log = engine.file ? openStreamLog(engine.file) : undefined;
try {
  const { loadStack } = await import('../../../stack/load.js');
  const { installClients } = await import('./clients.ts');
  const { install } = await import('./install.ts');
  const { moneyPath } = await import('./money-path.ts');
  const { runSeed } = await import('./run.ts');
  const { contentPath } = await import('./newsroom/content-path.ts');
  const { runNewsroomSeed } = await import('./newsroom/run-newsroom.ts');
  const { installBuckets } = await import('./search/bucket.ts');
  const { runSearchSeed } = await import('./search/run-search.ts');
  const { searchPath } = await import('./search/search-path.ts');
  // Loaded when it is first needed: in the middle of a run that would be a wait that the world does not know.
  await import('../../../functions/billing/providers/test/adapter.ts');
  await import('../../../functions/billing/providers/stripe/adapter.ts');
  const [path, run] = work.search
    ? [searchPath, runSearchSeed]
    : work.content
      ? [contentPath, runNewsroomSeed]
      : [moneyPath, runSeed];
  const stackOf = async (stage: string) => path(await loadStack({ stage }));
  install();
  installClients(engine.endpoint);
  installBuckets();
  const write = work.verbose ? (line: string) => void process.stdout.write(`${line}\n`) : undefined;
  for (const seed of work.seeds) {
    const outcome = await run(seed, stackOf, engine.endpoint, write);
    process.send?.(outcome);
    if (work.mutant !== undefined && outcome.broken.length > 0) break;
  }
} finally {
  log?.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
// Functions that were killed leave promises behind that nobody will ever keep.
process.disconnect?.();
process.exit(0);
