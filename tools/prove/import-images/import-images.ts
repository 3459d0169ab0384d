/**
 * `npm run import-images`: imports addresses of pictures under many host names that a server of this machine answers, and
 * that misbehave by a seed, into a stack of its own in this process; then the same file again. Judged by what the server
 * and the connector saw, and by the API. Exit code 1 when something is otherwise than planned.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logTo } from '#lib/log.ts';
import { useNetwork } from '../../../functions/media/fetching/network.ts';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { openDataFolder } from '../../../local/engines/data-folder.ts';
import { runStack } from '../../../local/run.ts';
import { localAdminKey } from '../../../local/seed.ts';
import { runOutside } from './outside.ts';
import { planOf } from './plan.ts';
import { importTwice } from './run.ts';

const { addresses, hosts, seed, seeds } = read(
  tool(
    'import-images',
    'Imports addresses of pictures whose hosts misbehave by a seed, twice, and judges what became of each.',
  )
    .option('--addresses <count>', 'how many', whole(1, 100_000), 2000)
    .option('--hosts <count>', 'under how many host names', whole(1, 1000), 50)
    .option('--seed <number>', 'the first seed', whole(0), 1)
    .option('--seeds <count>', 'how many seeds, one after the other', whole(1, 1000), 1),
).opts();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const MOST_FAULTS = 20;

process.env['LOCAL_VISIBILITY_SECONDS'] ??= '60';
const errors: string[] = [];
logTo((line) => {
  if (line.includes('"level":"error"')) errors.push(line);
});
const path = mkdtempSync(join(tmpdir(), 'floodgate-import-images-'));
const folder = await openDataFolder(path);
const stack = await runStack({ folder, port: 0, fresh: true });
try {
  const shop = { api: stack.api, adminKey: await localAdminKey(folder.path) };
  for (let one = seed; one < seed + seeds; one += 1) {
    const outside = await runOutside();
    useNetwork(outside.network);
    const found = await importTwice(shop, outside, planOf(one, addresses, hosts), `seed-${one}`, say);
    await outside.close();
    const { images, requests, mostAtOnce, mostASecond, seconds, faults } = found;
    say(
      `seed ${one}: ${addresses} addresses under ${outside.seen.hosts.size} hosts in ${seconds} s: ${images.ready} ready, ` +
        `${images.failed} failed of ${images.total} named; ${requests} requests, at most ${mostAtOnce} at once and ` +
        `${mostASecond} a second of a host; ${errors.length} errors in the log`,
    );
    for (const fault of faults.slice(0, MOST_FAULTS)) say(`  ${fault}`);
    if (faults.length > MOST_FAULTS) say(`  and ${faults.length - MOST_FAULTS} more`);
    if (faults.length + errors.length > 0) process.exitCode = 1;
    for (const line of errors.splice(0).slice(0, 3)) say(`  ${line}`);
  }
} finally {
  useNetwork();
  await stack.stop();
  folder.close();
  rmSync(path, { recursive: true, force: true });
}
process.exit();
