/** `npm run fuzz`: sends generated requests to every route of a stack of its own; `--help` lists the options. */

import { nowMs } from '#lib/clock.ts';
import { known } from '../../../local/command-line/nearest.ts';
import { read, refuse, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { demoReady } from '../../../local/demo-ready.ts';
import { readStackFile } from '../../../local/stack-file.ts';
import { startStack } from '../../../local/start-stack.ts';
import { failuresBehind } from './behind.ts';
import { operationsOf } from './operations.ts';
import { isRight, shown } from './report.ts';
import { fuzz, readDocument } from './run.ts';

const MOST_SEED = 1_000_000_000;

const { requests, only, port, ...given } = read(
  tool(
    'fuzz',
    'Sends requests that are made from the OpenAPI document to every route of a stack of its own: half of them keep to it, half break it on purpose. No answer may be a 5xx, break its schema, be undeclared, lack X-Request-Id or hang. The same seed makes the same requests of what is there. Exit code 1 when an answer was wrong.',
  )
    .option('--requests <number>', 'how many', whole(1, 10_000_000), 20_000)
    .option('--seed <number>', 'what they are made from; without it, a new one', whole(0, MOST_SEED))
    .option('--only <operation>', 'one operation, like "GET /products", or all whose name has this in it')
    .option(
      '--port <port>',
      'the stack that runs there, which is filled with nonsense, in place of one of its own',
      whole(1, 65_535),
    ),
).opts();
const seed = given.seed ?? nowMs() % MOST_SEED;

/** The stack that is asked, and what ends it: past the edge, which answers some of it for the API. */
const stackToAsk = async () => {
  if (port === undefined) {
    const own = await startStack();
    return { target: own, end: own.stop };
  }
  const running = readStackFile(String(port)) ?? refuse(`No stack of this folder runs on port ${port}.`);
  await demoReady(running);
  return { target: running, end: async () => {} };
};

// An exit ends a stack of its own, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const { target: asked, end } = await stackToAsk();
const target = { ...asked, api: asked.gateway };
try {
  const names = operationsOf(await readDocument(target.api)).map(({ name }) => name);
  if (only !== undefined && !names.some((name) => name.includes(only))) known('operation', only, names);
  process.stderr.write(`seed ${seed}\n`);
  const outcome = await fuzz(target, { seed, requests, only }, (count) => {
    if (count % 1000 === 0) process.stderr.write(`${count} requests\n`);
  });
  const behind = port === undefined ? failuresBehind(asked) : [];
  process.stdout.write(shown(outcome, seed, behind));
  process.exitCode = isRight(outcome, behind) ? 0 : 1;
} finally {
  await end();
}
