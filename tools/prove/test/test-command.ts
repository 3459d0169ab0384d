import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { tool } from '../../../local/command-line/tool.ts';
import { oneOf } from '../../../local/command-line/values.ts';

const root = join(import.meta.dirname, '../../..');
const tier = oneOf(['unit', 'integration', 'contract', 'invariants', 'e2e']);

/** Describes a script that runs tests: which ones, in vitest's own words. */
export const testCommand = (script: string, about: string) =>
  tool(script, about)
    .argument('[files...]', 'parts of the paths of test files; all without any')
    .option('--project <tier>', 'a tier alone: unit, integration, contract, invariants or e2e (may be repeated)', tiers)
    .option('-t, --testNamePattern <words>', 'tests whose names have these words');

const tiers = (one: string, before: readonly string[] = []): string[] => [...before, tier(one)];

/** Runs vitest with what a command asks for. @returns its exit code */
export const runTests = (asked: ReturnType<typeof testCommand>): Promise<number> => {
  const { project = [], testNamePattern } = asked.opts();
  return run(process.execPath, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...project.map((name) => `--project=${name}`),
    ...(testNamePattern === undefined ? [] : [`--testNamePattern=${testNamePattern}`]),
    ...asked.processedArgs[0],
  ]);
};

/**
 * Where the hundreds of processes of a run keep what Node has compiled: a start of the stack takes two thirds of the time
 * with it. Node keys it by the source, so it is never old.
 */
const NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compiled');

/** Runs a program at the project's root, on this terminal; ends it when this process is to end. @returns its exit code */
export const run = async (program: string, args: readonly string[]): Promise<number> => {
  const env = { NODE_COMPILE_CACHE, ...process.env };
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
};
