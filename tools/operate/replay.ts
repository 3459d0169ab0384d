/** `npm run replay`: see its usage below, and docs/how-to/certify.md. */
import { isoTime, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { known } from '../../local/command-line/nearest.ts';
import { read, refuse, tool } from '../../local/command-line/tool.ts';
import { all, moment } from '../../local/command-line/values.ts';
import { loadStack } from '../../stack/load.js';
import { keptTypes } from './replay/kept-types.ts';
import { replay } from './replay/replay.ts';
import { sendRefunds, unsentRefunds } from './replay/unsent-refunds.ts';
import { useStage } from './use-stage.ts';

/** After it a refund that has just been decided has been sent, or will not be by itself. */
const ON_ITS_WAY_MS = 900_000;
const REMEMBERED_MS = 29 * 86_400_000;

const asked = read(
  tool(
    'replay',
    'Sends kept facts of the running stack to their subscribers again. Safe at any time: who had a fact before changes ' +
      'nothing.',
  )
    .option('--dry-run', 'count, and send nothing', false)
    .option('--module <name>', 'only the log of this module (may be repeated)', all)
    .option('--type <type>', 'only facts of this type, like order.paid (may be repeated)', all)
    .option('--aggregate <id>', 'only facts about this one: a query, where all else reads the whole tables')
    .option('--from <time>', 'only facts from then on, like 2026-11-22T10:00:00Z (default: 29 days ago)', moment)
    .option('--until <time>', 'only facts before', moment)
    .option('--beyond-inbox', 'older than 29 days as well, see below', false)
    .option(
      '--unsent-refunds',
      'no facts: sends refunds that no provider has answered for in a quarter of an hour',
      false,
    )
    .addHelpText(
      'after',
      `
Subscribers remember what they had for 30 days: a webhook that is older would be delivered again. So would one to an
endpoint that was made since, which never had it. Not in the log, and so never replayed: product.changed and
stock.changed, which are derived from a change of the item itself.`,
    ),
).opts();
const { dryRun, until, aggregate } = asked;
const remembered = nowMs() - REMEMBERED_MS;
if (asked.from !== undefined && asked.from < remembered && !asked.beyondInbox)
  refuse(
    `Facts before ${isoTime(remembered)} may be delivered to webhooks again; --beyond-inbox says that this is meant.`,
  );
const from = asked.from ?? (asked.beyondInbox ? undefined : remembered);
for (const type of asked.type ?? []) known('fact of type', type, await keptTypes());
const { modules } = await loadStack();
const logs = modules.filter(({ table }) => table?.stream).map(({ name }) => name);
for (const name of asked.module ?? []) known('log of', name, logs);

await useStage();
logTo((line) => process.stderr.write(line));
const done = dryRun ? 'would be sent again' : 'were sent again';
const stage = env().STAGE;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const sendFacts = async (): Promise<void> => {
  const selection = { modules: asked.module ?? logs, aggregate };
  if (aggregate !== undefined && (await replay(selection, { dryRun: true, progress })).sent === 0)
    refuse(`No fact is kept about ${aggregate}.`);
  const { sent, byType } = await replay({ ...selection, types: asked.type, from, until }, { dryRun, progress });
  for (const [type, count] of Object.entries(byType).sort()) process.stdout.write(`  ${type.padEnd(26)} ${count}\n`);
  process.stdout.write(`${sent} facts of stage ${stage} ${done}.\n`);
};

const sendUnsent = async (): Promise<void> => {
  const refunds = await unsentRefunds(nowMs() - ON_ITS_WAY_MS);
  if (!dryRun) await sendRefunds(refunds);
  for (const id of refunds) process.stdout.write(`  ${id}\n`);
  process.stdout.write(`${refunds.length} refunds of stage ${stage} ${done}.\n`);
};

await (asked.unsentRefunds ? sendUnsent() : sendFacts());
