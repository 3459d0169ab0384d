/** `npm run admin-key`: see its usage below. */
import { nowMs } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { createFirstAdmin } from '../../functions/users/public.ts';
import { read, refuse, tool } from '../../local/command-line/tool.ts';
import { useDeployedStage, useStage } from './use-stage.ts';

const { stage } = read(
  tool(
    'admin-key',
    'Makes the first administrator’s key of a stage and prints it, once: a second call is refused. With it further keys ' +
      'are made over the API (POST /admin/api-keys).',
  ).requiredOption(
    '--stage <name>',
    '`local` is the stack that runs on this machine; for any other, AWS’s region and credentials come from the shell',
  ),
).opts();
await (stage === 'local' ? useStage() : useDeployedStage(stage));
logTo((line) => process.stderr.write(line));
try {
  process.stdout.write(`${await createFirstAdmin(nowMs())}\n`);
} catch (error) {
  refuse((error as Error).message);
}
// Kept-alive connections would hold the process for a while.
process.exit(0);
