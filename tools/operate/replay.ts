/**
 * `npm run replay -- [options]`: sends kept facts of the running stack to their subscribers again. Safe at any time:
 * a subscriber that had a fact before changes nothing.
 *
 *     --dry-run                         count, and send nothing
 *     --module orders                   only the log of this module (may be repeated)
 *     --type order.paid                 only facts of this type (may be repeated)
 *     --aggregate ord_…                 only facts about this one: a query, where everything else reads the whole tables
 *     --from 2026-11-22T10:00:00Z       only facts from then on (29 days ago)
 *     --until 2026-11-22T11:00:00Z      only facts before
 *     --beyond-inbox                    older than 29 days as well; see below
 *     --unsent-refunds                  no facts: sends refunds that no provider has answered for in a quarter of an hour
 *
 * Subscribers remember what they had for 30 days: a webhook that is older would be delivered again. So would one to an
 * endpoint that was made since, which never had it. Not in the log, and so never replayed: `product.changed` and
 * `stock.changed`, which are derived from a change of the item itself.
 */
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { loadStack } from '../../stack/load.js';
import { readOptions, refuse } from './read-options.ts';
import { replay } from './replay/replay.ts';
import { sendRefunds, unsentRefunds } from './replay/unsent-refunds.ts';
import { useStage } from './use-stage.ts';

/** After it a refund that has just been decided has been sent, or will not be by itself. */
const ON_ITS_WAY_MS = 900_000;
const REMEMBERED_MS = 29 * 86_400_000;

const momentOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const at = msOf(text);
  return Number.isNaN(at) ? refuse(`--${name} is a time like 2026-11-22T10:00:00Z.`) : at;
};

const asked = readOptions({
  options: {
    'dry-run': { type: 'boolean', default: false },
    module: { type: 'string', multiple: true },
    type: { type: 'string', multiple: true },
    aggregate: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    'beyond-inbox': { type: 'boolean', default: false },
    'unsent-refunds': { type: 'boolean', default: false },
  },
}).values;
const [askedFrom, until] = [momentOf('from', asked.from), momentOf('until', asked.until)];
const remembered = nowMs() - REMEMBERED_MS;
if (askedFrom !== undefined && askedFrom < remembered && !asked['beyond-inbox'])
  refuse(
    `Facts before ${isoTime(remembered)} may be delivered to webhooks again; --beyond-inbox says that this is meant.`,
  );
const from = askedFrom ?? (asked['beyond-inbox'] ? undefined : remembered);

await useStage();
logTo((line) => process.stderr.write(line));
const dryRun = asked['dry-run'];
const done = dryRun ? 'would be sent again' : 'were sent again';
const stage = env().STAGE;

const sendFacts = async (): Promise<void> => {
  const { modules } = await loadStack();
  const logs = modules.filter(({ table }) => table?.stream).map(({ name }) => name);
  const unknown = asked.module?.filter((name) => !logs.includes(name)) ?? [];
  if (unknown.length > 0) refuse(`There is no log of ${unknown.join(', ')}; there are those of ${logs.join(', ')}.`);
  const { sent, byType } = await replay(
    { modules: asked.module ?? logs, types: asked.type, aggregate: asked.aggregate, from, until },
    { dryRun, progress: (line) => process.stderr.write(`${line}\n`) },
  );
  for (const [type, count] of Object.entries(byType).sort()) process.stdout.write(`  ${type.padEnd(26)} ${count}\n`);
  process.stdout.write(`${sent} facts of stage ${stage} ${done}.\n`);
};

const sendUnsent = async (): Promise<void> => {
  const refunds = await unsentRefunds(nowMs() - ON_ITS_WAY_MS);
  if (!dryRun) await sendRefunds(refunds);
  for (const id of refunds) process.stdout.write(`  ${id}\n`);
  process.stdout.write(`${refunds.length} refunds of stage ${stage} ${done}.\n`);
};

await (asked['unsent-refunds'] ? sendUnsent() : sendFacts());
