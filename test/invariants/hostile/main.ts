/**
 * `npm run hostile -- [--from 1] [--seeds 50] [--seed 17 --verbose]`: whole purchase histories under an adversary; see
 * README.md beside this file. Exit code 1 when a promise is broken; the seed that broke it replays identically.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;

if (values.mutant !== undefined) (await import('./plant.ts')).plant(values.mutant);

const folder = mkdtempSync(join(tmpdir(), 'floodgate-hostile-'));
const { openDataFolder } = await import('../../../local/data-folder.ts');
const { startDynamodb } = await import('../../../local/dynamodb.ts');
const { openStreamLog } = await import('../../../local/stream-log.ts');
const data = await openDataFolder(folder);
const engine = await startDynamodb(data);
const log = engine.file ? openStreamLog(engine.file) : undefined;
let failed = 0;
try {
  const { loadStack } = await import('../../../local/stack.ts');
  const { installClients } = await import('./clients.ts');
  const { install } = await import('./install.ts');
  const { runSeed } = await import('./run.ts');
  const { moneyPath } = await import('./money-path.ts');
  const stack = moneyPath(await loadStack());
  // Loaded when it is first needed: in the middle of a run that would be a wait that the world does not know.
  await import('../../../functions/billing/providers/test/adapter.ts');
  install();
  installClients();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const began = performance.now();
    const outcome = await runSeed(seed, stack, engine.endpoint, values.verbose ? (line) => process.stdout.write(`${line}\n`) : undefined); // biome-ignore format: one line
    const { broken, steps, orders, paid, fingerprint } = outcome;
    const took = Math.round(performance.now() - began);
    process.stdout.write(`seed ${seed}: ${steps} steps, ${orders} orders, ${paid} paid, ${fingerprint}, ${took} ms\n`);
    for (const line of broken) process.stdout.write(`  BROKEN ${line}\n`);
    if (broken.length > 0) failed += 1;
    if (values.mutant !== undefined && broken.length > 0) break;
  }
} finally {
  log?.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${seeds} seeds, ${failed} broke a promise\n`);
process.exit(failed > 0 ? 1 : 0);
