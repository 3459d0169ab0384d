/**
 * `npm run certify`: recomputes stock and money of the running stack from its kept facts, tickets and credits alone, and
 * prints the certificate. It only reads, and may run while the shop sells. Exit code 1 when a law is broken.
 *
 *     npm run certify -- --settled     everything is at rest: what is still on its way is stuck
 *     npm run certify -- --json        the certificate as JSON
 *     npm run certify -- --most 100    rows of a table, entries of a list (20)
 */
import { isoTime, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { print } from './certify/print.ts';
import { certifyStage } from './certify/read-kept.ts';
import { readOptions, refuse } from './read-options.ts';
import { useStage } from './use-stage.ts';

const {
  settled,
  json,
  most: lines,
} = readOptions({
  options: {
    settled: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    most: { type: 'string', default: '20' },
  },
}).values;
const most = Number(lines);
if (!Number.isSafeInteger(most) || most < 1) refuse('--most is a number of lines.');
await useStage();
logTo((line) => process.stderr.write(line));
const at = isoTime(nowMs());
const stage = env().STAGE;
const certificate = await certifyStage({ settled }, (line) => process.stderr.write(`${line}\n`));
process.stdout.write(
  json ? `${JSON.stringify({ stage, at, ...certificate }, null, 2)}\n` : print(certificate, { stage, at, most }),
);
process.exitCode = certificate.violations.length > 0 ? 1 : 0;
