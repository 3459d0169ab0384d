/** `npm run certify`: see its usage below, and docs/how-to/certify.md. */
import { isoTime, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { read, tool } from '../../local/command-line/tool.ts';
import { whole } from '../../local/command-line/values.ts';
import { print } from './certify/print.ts';
import { certifyStage } from './certify/read-kept.ts';
import { useStage } from './use-stage.ts';

const { settled, json, most } = read(
  tool(
    'certify',
    'Recomputes stock and money of the running stack from its kept facts, tickets and credits alone, and prints the ' +
      'certificate. It only reads, and may run while the shop sells. Exit code 1 when a law is broken.',
  )
    .option('--settled', 'everything is at rest: what is still on its way is stuck', false)
    .option('--json', 'the certificate as JSON', false)
    .option('--most <rows>', 'rows of a table, entries of a list', whole(), 20),
).opts();
await useStage();
logTo((line) => process.stderr.write(line));
const at = isoTime(nowMs());
const stage = env().STAGE;
const certificate = await certifyStage({ settled }, (line) => process.stderr.write(`${line}\n`));
process.stdout.write(
  json ? `${JSON.stringify({ stage, at, ...certificate }, null, 2)}\n` : print(certificate, { stage, at, most }),
);
process.exitCode = certificate.violations.length > 0 ? 1 : 0;
