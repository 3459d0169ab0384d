/** `npm run functions`: see its usage below. */
import { giveUp, read, refuse, tool } from '../../local/command-line/tool.ts';
import { loadStack } from '../../stack/load.js';
import { rowsOf, table, withWords } from './functions/table.ts';

const [words] = read(
  tool(
    'functions',
    'Lists all functions: module, file, what triggers them, memory, time-out, and what is reserved for them of an account that runs 1,000 at once.',
  ).argument('[words...]', 'only functions whose line has all of these words, like `orders queue` or /carts'),
).processedArgs;
const stack = await loadStack().catch((error: Error) => giveUp(error.message));
const all = rowsOf(stack);
const rows = withWords(all, words);
if (rows.length === 0) refuse(`No function’s line has ${words.map((word) => `“${word}”`).join(' and ')}.`);
process.stdout.write(`${table(rows)}\n${rows.length} of ${all.length} functions.\n`);
