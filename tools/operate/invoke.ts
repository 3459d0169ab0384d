/**
 * `npm run invoke -- <module>/<function> [case]`: runs one function on the running stack's engines with the event of
 * `events/<module>/<function>[.<case>].json`, and prints its answer. In a sample, `$ADMIN` is the stack's admin key
 * and `$STAGE` its stage.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { logTo } from '#lib/log.ts';
import { planOf } from '../../local/plan.ts';
import { readEnvironment, readStackFile } from '../../local/stack-file.ts';
import { createInvoker } from '../../local/triggers/invoker.ts';
import { type Sample, triggerEvent } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';

const EVENTS = join(import.meta.dirname, '../..', 'events');

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

const readSample = (id: string, name: string | undefined): string => {
  const file = `${id}${name ? `.${name}` : ''}.json`;
  try {
    return readFileSync(join(EVENTS, file), 'utf8');
  } catch {
    return fail(`There is no sample events/${file}.`);
  }
};

const main = async (id: string | undefined, name: string | undefined): Promise<void> => {
  if (!id) return fail('Which function? npm run invoke -- <module>/<function> [case]');
  const running = readStackFile() ?? fail('No running stack was found: start one with `npm start`.');
  const variables = readEnvironment(running);
  Object.assign(process.env, variables);
  logTo((line) => process.stderr.write(line));
  const stage = variables['STAGE'] ?? 'local';
  const stack = await loadStack({ stage });
  const fn = stack.functions.find((one) => one.id === id) ?? fail(`There is no function ${id}.`);
  const planned = planOf(stack).functions.find((one) => one.id === id) ?? fail(`There is no function ${id}.`);
  const text = readSample(id, name).replaceAll('$ADMIN', running.adminKey).replaceAll('$STAGE', stage);
  const sample = JSON.parse(text) as Sample;
  const answer = (await createInvoker(stack).invoke(planned, triggerEvent(fn, sample, stack.api.basePath))) ?? null;
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(...(process.argv.slice(2) as [string?, string?]));
  // Kept-alive connections to the engines would hold the process for a while.
  process.exit(0);
}
