/** `npm test`: see its usage below. */
import { read } from '../../../local/command-line/tool.ts';
import { run, runTests, testCommand } from './test-command.ts';

const asked = read(
  testCommand(
    'test',
    'Checks format, lint and types, then runs the tests; everything that must pass, without any words. The tiers alone, ' +
      'without the checks: npm run test:unit, test:integration, test:contract, test:invariants, test:e2e.',
  ),
);
for (const check of ['lint', 'types'])
  if (process.exitCode === undefined) process.exitCode = (await run('npm', ['run', '-s', check])) || undefined;
if (process.exitCode === undefined) process.exitCode = await runTests(asked);
