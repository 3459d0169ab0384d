/**
 * `npm run admin-key -- --stage NAME`: makes the first administrator's key of a stage and prints it, once: a second call
 * is refused. With it further keys are made over the API (`POST /admin/api-keys`). `--stage local` is the stack that
 * runs on this machine; for any other one AWS's region and credentials come from the shell.
 */
import { nowMs } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { createFirstAdmin } from '../../functions/users/public.ts';
import { readOptions, refuse } from './read-options.ts';
import { useDeployedStage, useStage } from './use-stage.ts';

const { stage } = readOptions({ options: { stage: { type: 'string' } } }).values;
if (!stage) refuse('Of which stage? npm run admin-key -- --stage NAME');
else {
  if (stage === 'local') await useStage();
  else await useDeployedStage(stage).catch((error: Error) => refuse(error.message));
  logTo((line) => process.stderr.write(line));
  try {
    process.stdout.write(`${await createFirstAdmin(nowMs())}\n`);
  } catch (error) {
    refuse((error as Error).message);
  }
  // Kept-alive connections would hold the process for a while.
  process.exit(0);
}
