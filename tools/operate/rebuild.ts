/** `npm run rebuild`: see its usage below. */
import { env } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { read, tool } from '../../local/command-line/tool.ts';
import { sendAllToRebuild } from './rebuild/send-all.ts';
import { useStage } from './use-stage.ts';

const { dryRun } = read(
  tool(
    'rebuild',
    'Has everything made again whose HTML an older filter made: the descriptions of products and collections, and the ' +
      'documents of all revisions of entries. Safe at any time: what is of the present filter is left as it is.',
  )
    .option('--dry-run', 'count, and send nothing', false)
    .addHelpText(
      'after',
      `
It reads keys and sends them in groups to two queues of the running stack, or of a stage (STAGE, and QUEUE_BASE_URL, in the
shell), whose functions work beside all else. When both are empty, and nothing is among their dead letters
(GET /admin/dead-letters), all is done. One that was cut short is started again: what is done is passed over.
No version changes and no event is sent; readers have the new text within seconds, articles within a minute.`,
    ),
).opts();
await useStage();
logTo((line) => process.stderr.write(line));
const sent = await sendAllToRebuild({
  dryRun,
  progress: ({ products, collections, entries }) =>
    void process.stderr.write(`… ${products} products, ${collections} collections, ${entries} entries\n`),
});
process.stdout.write(
  `${sent.products} products, ${sent.collections} collections and ${sent.entries} entries of stage ${env().STAGE} ` +
    `${dryRun ? 'would be' : 'were'} sent to be looked at.\n`,
);
