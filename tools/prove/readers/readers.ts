/** `npm run readers`: see its usage in options.ts, and docs/how-to/prove-the-edge.md. */
import { read, refuse } from '../../../local/command-line/tool.ts';
import { readersCommand } from './options.ts';
import { tellFlips } from './tell-flip.ts';
import { tellSteady } from './tell-steady.ts';

const { tiers, defect, ...options } = read(readersCommand()).opts();
if (tiers === 2 && options.edge === 'varnish') refuse('--tiers 2 is two local edges in a row; Varnish is one alone.');
if (defect !== undefined && !options.flip) refuse('--defect is planted with --flip.');
const edge = tiers === 2 ? 'two' : options.edge;

// An exit ends the stack, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const held = options.flip
  ? await tellFlips({ ...options, edge, defect }, options.seeds)
  : await tellSteady({ ...options, edge });
process.exitCode = held ? 0 : 1;
