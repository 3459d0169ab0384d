/** `npm start`: the whole system on this machine; `npm start -- --help` lists its options and variables. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { log } from '#lib/log.ts';
import { loadSettings } from '../stack/settings.ts';
import { limitsFrom } from './aws-limits/limits.ts';
import { read, refuseFaults, tool } from './command-line/tool.ts';
import { folderName } from './command-line/values.ts';
import { localSettings, localVariables, variablesText } from './command-line/variables.ts';
import { openDataFolder } from './engines/data-folder.ts';
import { freePort, StartError } from './engines/ports.ts';
import { shopVariables } from './environment.ts';
import { logToFile } from './log-file.ts';
import { runStack } from './run.ts';
import { folderOf, removeStackFile, writeStackFile } from './stack-file.ts';
import { watchAndRestart } from './watch.ts';
import { welcome } from './welcome.ts';

const shop = shopVariables(await loadSettings());
const command = read(
  tool('start', 'Runs the whole system on this machine, offline: API, docs, mailbox, demo shop. Ctrl-C ends it.')
    .option('--data <folder>', 'keeps the state there over restarts', folderName)
    .option('--watch', 'starts again when a source file changes', false)
    .option('--verbose', 'shows the functions’ log lines', false)
    .option('--aws-limits', 'has DynamoDB refuse what AWS’s would; see docs/how-to/try-aws-limits.md', false)
    // Of --watch, for its child: leave the shop for the next one, and go on with the one before.
    .addOption(new Option('--watched').default(false).hideHelp())
    .addOption(new Option('--keep').default(false).hideHelp())
    .addHelpText('after', variablesText('The run', localVariables))
    .addHelpText('after', variablesText('The shop', shop)),
);
refuseFaults(shop);

/**
 * A message that failed here comes again soon: nobody wants to wait minutes on a laptop, as on AWS. Not before a slow
 * function's own time-out, though, or a busy laptop would work it twice at once and count that as a failure.
 */
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
  const running = await runStack({ folder, port, fresh, limits });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
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
  const { localAdminKey, seed } = await import('./seed.ts');
  const adminKey = await localAdminKey(folder.path);
  await seed(folder.path, running.api, adminKey);
  const { api, endpoints } = running;
  const stack = { api, docs: `${api}/docs`, mailbox: endpoints.ses, adminKey, endpoints, pid: process.pid };
  writeStackFile(port, stack, running.environment);
  process.stdout.write(welcome(stack, running.functions, performance.now() - began, limited));
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
  process.stderr.write(
    `${error instanceof StartError ? error.message : `Floodgate did not start: ${(error as Error).stack}`}\n`,
  );
  process.exit(error instanceof StartError ? error.exitCode : 1);
});
