/** `npm run invoke`: see its usage below. */
import { logTo } from '#lib/log.ts';
import { known } from '../../local/command-line/nearest.ts';
import { giveUp, read, refuse, tool } from '../../local/command-line/tool.ts';
import { planOf } from '../../local/plan.ts';
import { readEnvironment, readStackFile } from '../../local/stack-file.ts';
import { createInvoker } from '../../local/triggers/invoker.ts';
import { triggerEvent } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';
import { hasFailed } from './invoke/has-failed.ts';
import { casesOf, readSample } from './invoke/sample.ts';
import { clientOf } from './invoke/shop-client.ts';

/** Runs one function with a sample; prints its answer. @returns whether it did what it was asked */
const invoke = async (id: string, name: string | undefined): Promise<boolean> => {
  const running = readStackFile() ?? giveUp('No running stack was found: start one with `npm start`.');
  Object.assign(process.env, readEnvironment(running));
  logTo((line) => process.stderr.write(line));
  const stack = await loadStack({ stage: process.env['STAGE'] ?? 'local' });
  const functions = stack.functions.map((one) => one.id);
  const fn = stack.functions.find((one) => one.id === id) ?? known('function', id, functions);
  const planned = planOf(stack).functions.find((one) => one.id === id);
  if (typeof fn === 'string' || !planned) return refuse(`There is no function ${id}.`);
  if (name !== undefined && !casesOf(id).includes(name)) known(`sample of ${id} for the case`, name, casesOf(id));
  const sample = await readSample(id, name, clientOf(running));
  try {
    const answer = (await createInvoker(stack).invoke(planned, triggerEvent(fn, sample, stack.api.basePath))) ?? null;
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return !hasFailed(answer);
  } catch (error) {
    process.stderr.write(`${id} threw ${(error as Error).name}: ${(error as Error).message}\n`);
    return false;
  }
};

const [id, name] = read(
  tool(
    'invoke',
    'Runs one function on the running stack’s engines with the event of events/<module>/<function>[.<case>].json, and ' +
      'prints its answer. Exit code 1 when the function refuses: a status from 400 on, a failed record, an error.',
  )
    .argument('<function>', 'like catalog/get-product; `npm run functions` lists them')
    .argument('[case]', 'another sample than the plain one'),
).processedArgs;
const done = await invoke(id, name);
// Kept-alive connections to the engines would hold the process for a while.
process.exit(done ? 0 : 1);
