/** `npm start`: the whole system on this machine; `npm start -- --help` lists its options and variables. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { forgetEnv } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { loadSettings } from '../stack/settings.ts';
import { limitsFrom } from './aws-limits/limits.ts';
import { read, refuseFaults, tool } from './command-line/tool.ts';
import { folderName } from './command-line/values.ts';
import { localSettings, localVariables, variablesText } from './command-line/variables.ts';
import { repeated } from './engines/aws-call.ts';
import { openDataFolder } from './engines/data-folder.ts';
import { freePort, StartError } from './engines/ports.ts';
import { shopVariables } from './environment.ts';
import { logToFile } from './log-file.ts';
import { runStack } from './run.ts';
import { folderOf, removeStackFile, writeStackFile } from './stack-file.ts';
import { loadState } from './state.ts';
import { watchAndRestart } from './watch.ts';
import { welcome } from './welcome.ts';

const shop = shopVariables(await loadSettings());
const command = read(
  tool('start', 'Runs the whole system on this machine, offline: API, docs, site, mailbox, demo shop. Ctrl-C ends it.')
    .option('--data <folder>', 'keeps the state there over restarts', folderName)
    .option('--watch', 'starts again when a source file changes', false)
    .option('--verbose', 'shows the functions’ log lines', false)
    .option(
      '--aws-limits',
      'has DynamoDB, Lambda and API Gateway refuse what AWS’s would; see docs/how-to/try-aws-limits.md',
      false,
    )
    // Of --watch, for its child: leave the shop for the next one, and go on with the one before.
    .addOption(new Option('--watched').default(false).hideHelp())
    .addOption(new Option('--keep').default(false).hideHelp())
    .addHelpText('after', variablesText('The run', localVariables))
    .addHelpText('after', variablesText('The shop', shop)),
);
refuseFaults(shop);

/** A message that failed here comes again soon: nobody wants to wait minutes on a laptop, as on AWS. */
process.env['LOCAL_VISIBILITY_SECONDS'] ??= '60';

const main = async (): Promise<void> => {
  const began = performance.now();
  const { data, watch, verbose, watched, keep, awsLimits: limited } = command.opts();
  const given = [...(data ? ['--data', data] : []), ...(verbose ? ['--verbose'] : [])];
  if (watch) return watchAndRestart(['--watched', ...given, ...(limited ? ['--aws-limits'] : [])]);
  const limits = limited ? limitsFrom(process.env) : undefined;
  const port = await freePort(localSettings().PORT, 'the API with PORT');
  removeStackFile(port);
  const fresh = !data && !keep;
  const folder = await openDataFolder(data ?? join(folderOf(port), 'data'), { fresh });
  const logs = logToFile(join(folderOf(port), 'log.jsonl'), verbose);
  const { seeded = false } = loadState(folder.path);
  const demo = seeded || localSettings().SEED;
  if (demo) process.env['DEMO_SHOP'] = seeded ? 'ready' : 'loading';
  const running = await runStack({ folder, port, fresh, limits });

  const stopped = new AbortController();
  const stop = async (): Promise<void> => {
    if (stopped.signal.aborted) process.exit(1);
    stopped.abort();
    removeStackFile(port);
    await running.stop();
    folder.close();
    if (!data && !watched) rmSync(folder.path, { recursive: true, force: true });
    await logs.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  stopWithParent(stop);
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', error));

  // Imported late: the users module is code of the shop, and its environment is complete only now.
  const { bringDemoShop, localAdminKey } = await import('./seed.ts');
  const adminKey = await repeated(() => localAdminKey(folder.path));
  const { api, gateway, originSecret, endpoints } = running;
  const site = `${new URL(api).origin}/`;
  const stack = {
    ...{ api, gateway, originSecret, docs: `${api}/docs`, site, mailbox: endpoints.ses, adminKey, endpoints },
    pid: process.pid,
  };
  writeStackFile(port, stack, running.environment);
  const seconds = (): string => ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(welcome(stack, running.functions, seconds(), { limited, demo: demo && !seeded }));
  if (!demo || seeded) return;
  const shop = { folder: folder.path, api, adminKey, signal: stopped.signal };
  const products = await bringDemoShop(shop, (sentence) => process.stderr.write(`${sentence}\n`));
  process.env['DEMO_SHOP'] = 'ready';
  forgetEnv();
  process.stdout.write(`The demo shop is in after ${seconds()} s: ${products} products.\n`);
};

/** npm dies of a SIGTERM without passing it on: when it is gone, so are we. */
const stopWithParent = (stop: () => Promise<void>): void => {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void stop();
  }, 500).unref();
};

main().catch((error: unknown) => {
  // The stack was stopped before its demo shop was in.
  if ((error as Error).name === 'AbortError') return;
  process.stderr.write(
    `${error instanceof StartError ? error.message : `Floodgate did not start: ${(error as Error).stack}`}\n`,
  );
  process.exit(error instanceof StartError ? error.exitCode : 1);
});
