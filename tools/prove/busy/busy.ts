/** `npm run test:busy`: see its usage below. */
import { read } from '../../../local/command-line/tool.ts';
import { runTests, testCommand } from '../test/test-command.ts';
import { loopsOption, startBusyLoops } from './busy-loops.ts';

const asked = read(
  testCommand(
    'test:busy',
    'Runs the tests beside processes that keep the cores busy: a busy machine makes them slow and never red.',
  ).addOption(loopsOption(16)),
);
const busy = await startBusyLoops(asked.opts().loops);
try {
  process.exitCode = await runTests(asked);
} finally {
  await busy.stop();
}
