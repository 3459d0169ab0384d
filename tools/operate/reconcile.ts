/** `npm run reconcile`: see its usage below. */
import { pathToFileURL } from 'node:url';
import { logTo } from '#lib/log.ts';
import { resolveSku } from '../../functions/catalog/public.ts';
import { auditStock } from '../../functions/inventory/audit/audit-stock.ts';
import { allCounted } from '../../functions/inventory/audit/reconcile-stock.ts';
import { readShards } from '../../functions/inventory/counters/read-shards.ts';
import { couponStock } from '../../functions/inventory/public.ts';
import { read, refuse, tool } from '../../local/command-line/tool.ts';
import { useStage } from './use-stage.ts';

/** Audits everything, or what is named; writes one line per difference and a sum. Answers how many things differ. */
export const reconcile = async (named: readonly string[], write: (line: string) => void): Promise<number> => {
  const sum = { things: 0, differing: 0, available: 0, held: 0, committed: 0, onTheWay: 0 };
  const one = async (stockKey: string): Promise<void> => {
    const { differences, ...units } = await auditStock(stockKey);
    sum.things += 1;
    for (const name of ['available', 'held', 'committed', 'onTheWay'] as const) sum[name] += units[name];
    if (differences.length > 0) sum.differing += 1;
    for (const { shard, law, at, found, expected } of differences) {
      write(`DIFFERS ${stockKey} shard ${shard}: ${law} at ${at}: found ${found}, expected ${expected}`);
    }
    if (sum.things % 1000 === 0) write(`… ${sum.things} looked at`);
  };
  if (named.length > 0) for (const stockKey of named) await one(stockKey);
  else for await (const { stockKey } of allCounted()) await one(stockKey);
  const { things, differing, available, held, committed, onTheWay } = sum;
  write(
    `${things} counted, ${differing} differ; units: ${available} available, ${held} held, ${committed} sold and not sent, ${onTheWay} on their way`,
  );
  return differing;
};

/**
 * Finds the counted thing that a name means: a variant by its id or SKU, a coupon by its code, or what is counted under
 * just that name. Undefined where nothing is.
 */
export const countedAs = async (name: string): Promise<string | undefined> => {
  const variant = await resolveSku(name);
  for (const stockKey of [name, variant?.variantId, couponStock(name)])
    if (stockKey !== undefined && (await readShards(stockKey))) return stockKey;
  return undefined;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [names] = read(
    tool(
      'reconcile',
      'Recomputes every counter of the running stack’s stock from its tickets and credits, compares, and reports. It only ' +
        'reads, and may run while the shop sells. Exit code 1 when something differs.',
    ).argument('[names...]', 'SKUs, variant ids or coupon codes; everything without any'),
  ).processedArgs;
  await useStage();
  logTo((line) => process.stderr.write(line));
  const counted: string[] = [];
  // All of them before the first is looked at: a misspelt name is no clean one.
  for (const name of names)
    counted.push((await countedAs(name)) ?? refuse(`Nothing that is counted is called ${name}.`));
  const differing = await reconcile(counted, (line) => process.stdout.write(`${line}\n`));
  process.exit(differing > 0 ? 1 : 0);
}
