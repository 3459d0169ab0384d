/** `npm run examples`: see its usage below. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logTo } from '#lib/log.ts';
import { read, tool } from '../../local/command-line/tool.ts';
import { planOf } from '../../local/plan.ts';
import { readEnvironment } from '../../local/stack-file.ts';
import { startStack } from '../../local/start-stack.ts';
import { createInvoker } from '../../local/triggers/invoker.ts';
import { triggerEvent } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';
import { readSample } from '../operate/invoke/sample.ts';
import { clientOf } from '../operate/invoke/shop-client.ts';
import { recordedAnswer } from './recorded-answer.ts';

const FOLDER = join(import.meta.dirname, '../../functions/platform/examples');

interface Answer {
  readonly statusCode?: number;
  readonly body?: string;
}

read(
  tool(
    'examples',
    'Records the answers that the API’s document shows as examples: each route’s plain sample is sent to a stack of its own. ' +
      'Writes functions/platform/examples/.',
  ),
);
logTo(() => undefined);
const running = await startStack();
let recorded = 0;
try {
  Object.assign(process.env, readEnvironment(running));
  const stack = await loadStack();
  const plan = planOf(stack);
  const invoker = createInvoker(stack, { longer: 20 });
  rmSync(FOLDER, { recursive: true, force: true });
  for (const fn of stack.functions) {
    const { contract } = fn.exports;
    const planned = plan.functions.find(({ id }) => id === fn.id);
    if (!contract || contract.hidden || !planned) continue;
    const event = triggerEvent(fn, await readSample(fn.id, undefined, clientOf(running)), stack.api.basePath);
    const { statusCode = 0, body = '' } = (await invoker.invoke(planned, event)) as Answer;
    if (statusCode >= 400) throw new Error(`the sample of ${fn.id} was refused: ${body}`);
    const form = contract.returns[statusCode];
    if (typeof form !== 'object' || form === null) continue;
    const file = join(FOLDER, `${fn.id}.json`);
    mkdirSync(dirname(file), { recursive: true });
    const answer = { status: statusCode, body: recordedAnswer(JSON.parse(body)) };
    writeFileSync(file, `${JSON.stringify(answer, null, 2)}\n`);
    recorded += 1;
  }
} finally {
  await running.stop();
}
process.stdout.write(`${recorded} answers recorded\n`);
process.exit(0);
