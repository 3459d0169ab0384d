/**
 * `npm run stage-key -- create|accept|sign|drop --stage NAME`: the keys that sign order tokens. `create` makes a new
 * stage's keys, once. The others change the signing key in three deployments of all slices, each with the version of
 * the secret that the command writes into `stack/stages/<NAME>.yml`. AWS's region and credentials come from the shell.
 */
import { nowMs } from '#lib/clock.ts';
import { readOptions, refuse } from './read-options.ts';
import { NotNow } from './stage-key/rotation.ts';
import { secretsOf } from './stage-key/secrets.ts';
import { commands, stageKey } from './stage-key/stage-key.ts';

const { values, positionals } = readOptions({ options: { stage: { type: 'string' } }, allowPositionals: true });
const command = commands.find((one) => one === positionals[0]);
const { stage } = values;
if (!command || !stage || positionals.length > 1) refuse(`npm run stage-key -- ${commands.join('|')} --stage NAME`);
else
  try {
    process.stdout.write(`${await stageKey(command, { stage, secrets: secretsOf(stage), now: nowMs() })}\n`);
  } catch (error) {
    refuse(error instanceof NotNow ? error.message : String((error as Error).message));
  }
