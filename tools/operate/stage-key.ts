/** `npm run stage-key`: see its usage below, and docs/how-to/stages.md. */
import { existsSync } from 'node:fs';
import { Argument } from '@commander-js/extra-typings';
import { nowMs } from '#lib/clock.ts';
import { read, refuse, tool } from '../../local/command-line/tool.ts';
import { stageFile } from '../../stack/stage-file.ts';
import { secretsOf } from './stage-key/secrets.ts';
import { commands, stageKey } from './stage-key/stage-key.ts';
import { stageNamed } from './use-stage.ts';

const asked = read(
  tool(
    'stage-key',
    'The keys that sign order tokens. `create` makes a new stage’s keys, once; `accept`, `sign` and `drop` change the ' +
      'signing key in three deployments of all slices, each with the version of the secret that the command writes ' +
      'into stack/stages/<stage>.yml. AWS’s region and credentials come from the shell.',
  )
    .addArgument(new Argument('<step>', 'what to do').choices(commands))
    .requiredOption('--stage <name>', 'of which stage'),
);
const [command] = asked.processedArgs;
const { stage } = asked.opts();
if (command !== 'create') await stageNamed(stage);
else if (!/^\w+$/.test(stage) || !existsSync(stageFile(stage)))
  refuse(`There is no stack/stages/${stage}.yml: copy one of its neighbours and say what this stage is.`);
try {
  process.stdout.write(`${await stageKey(command, { stage, secrets: secretsOf(stage), now: nowMs() })}\n`);
} catch (error) {
  refuse((error as Error).message);
}
