/** `npm run trace`: see its usage below. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, read, tool } from '../../local/command-line/tool.ts';
import { folderOf, readStackFile } from '../../local/stack-file.ts';
import { spansOf } from './trace/spans.ts';
import { tracesOf } from './trace/traces-of.ts';
import { drawn, treesOf } from './trace/tree.ts';

const [id] = read(
  tool(
    'trace',
    'Draws what followed from a request through streams, topics and queues, from the log of the running stack: each function ' +
      'with when, how long, what it cost and what it logged. Exit code 1 when nothing of it was logged.',
  ).argument('<id>', 'an order’s id or that of anything else with facts, a request’s (x-request-id), or a trace’s'),
).processedArgs;

const stack = readStackFile() ?? giveUp('No stack is running here: npm start.');
const lines = readFileSync(join(folderOf(Number(new URL(stack.api).port)), 'log.jsonl'), 'utf8').split('\n');
const traces = await tracesOf(id, lines, stack).catch((error: Error) => giveUp(error.message));
const found = traces
  .map((trace) => ({ trace, ...treesOf(spansOf(lines, trace)) }))
  .filter(({ trees }) => trees.length > 0);
if (found.length === 0) giveUp(`Nothing logged of ${id}.`);
for (const { trace, trees, orphans } of found) {
  process.stdout.write(`trace ${trace}\n${drawn(trees)}\n`);
  if (orphans > 0) process.stdout.write(`  ${orphans} of these follow from something that was not logged\n`);
}
