/**
 * `npm run hold-rate`: how many holds a second one variant sustains when DynamoDB keeps AWS's limits, with 1, 8 and 64
 * shards, by Floodgate's way (the unit is taken outside of the order's transaction) and by the usual one (inside of it).
 *
 * A laptop is spent long before 1,000 units a second on each shard. So the limit of the stock counters' keys is divided,
 * by as much as lets all shards together give `--per-second` units, which has to be less than the machine can do; all
 * other keys keep AWS's own limit. `--dilate` makes latency as much slower, so that transactions meet as often as they
 * would at the full rate. The last column says how late timers were: where that is much, the machine was measured too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { sleep } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { logTo } from '#lib/log.ts';
import { client } from '#lib/table.ts';
import { MAX_SHARDS } from '../../../functions/inventory/counters/stock.ts';
import { type LimitsProxy, startLimitsProxy } from '../../../local/aws-limits/dynamodb/proxy.ts';
import { awsLimits, type Limits } from '../../../local/aws-limits/limits.ts';
import { read, tool } from '../../../local/command-line/tool.ts';
import { amount, listOf, whole } from '../../../local/command-line/values.ts';
import { openDataFolder } from '../../../local/engines/data-folder.ts';
import { startEngines } from '../../../local/engines/engines.ts';
import { provision } from '../../../local/engines/provision.ts';
import { environment } from '../../../local/environment.ts';
import { planOf } from '../../../local/plan.ts';
import { loadStack } from '../../../stack/load.js';
import { inside, outside, type Way } from './ways.ts';

const asked = read(
  tool(
    'hold-rate',
    'How many holds a second one variant sustains under AWS’s limits, by Floodgate’s way (the unit is taken outside of ' +
      'the order’s transaction) and by the usual one (inside of it).',
  )
    .option('--per-second <units>', 'what all shards together give: less than the machine can do', whole(), 30)
    .option('--dilate', 'latency grows as the limit shrinks, so that transactions meet as at the full rate', false)
    .option('--shards <list>', 'over how many counters the stock is spread', listOf(whole(1, MAX_SHARDS)), [1, 8, 64])
    .option('--buyers <count>', 'how many buy at once', whole(1, 10_000), 64)
    .option('--seconds <count>', 'how long it counts', whole(1, 3600), 10)
    .option('--transaction-ms <ms>', 'how long a transaction keeps its items', amount, awsLimits.transactionMs)
    .option('--network-ms <ms>', 'the way to DynamoDB and back', amount, awsLimits.networkMs),
).opts();

/** What a refusal asks a shopper's browser to wait (Retry-After). */
const TOLD_TO_WAIT_MS = 1000;
/** The first second's units of each key, and the connections, are used up before it counts. */
const WARM_UP_MS = 3000;

/** What the counters' limit is divided by; nothing is while the stock is laid out. */
let divisor = 1;
const slower = (): number => (asked.dilate ? divisor : 1);
const limits: Limits = {
  ...awsLimits,
  get transactionMs() {
    return asked.transactionMs * slower();
  },
  get networkMs() {
    return asked.networkMs * slower();
  },
  // What a key saved before would be spent first; what is asked is what lasts.
  burstSeconds: 1,
  divisorOf: (partition) => (partition.includes(' stock#') ? divisor : 1),
};

interface Tally {
  /** How long each hold took, in milliseconds. */
  readonly times: number[];
  toldToWait: number;
}

/** Buyers that come one after the other until `stop` is aborted; each tells `tally()` what became of it. */
const buyers = (way: Way, what: string, shards: number, stop: AbortSignal, tally: () => Tally): Promise<unknown> => {
  const buyer = async (): Promise<void> => {
    await sleep(Math.random() * 200);
    while (!stop.aborted) {
      const start = performance.now();
      try {
        await way.hold(what, shards);
        tally().times.push(performance.now() - start);
      } catch (error) {
        if (!/try-again|TransactionCanceled|ProvisionedThroughput/.test(nameOf(error))) throw error;
        tally().toldToWait += 1;
        await wait(TOLD_TO_WAIT_MS, undefined, { signal: stop }).catch(() => undefined);
      }
    }
  };
  return Promise.all(Array.from({ length: asked.buyers }, buyer));
};

const nameOf = (error: unknown): string => `${(error as Error).name} ${(error as { code?: string }).code}`;

/** Write units of a variant's counters so far. */
const counterUnits = (proxy: LimitsProxy, what: string): number =>
  proxy
    .report(Number.MAX_SAFE_INTEGER)
    .hottest.write.filter(({ partition }) => partition.includes(` stock#${what}#`))
    .reduce((sum, { units }) => sum + units, 0);

const measure = async (proxy: LimitsProxy, way: Way, shards: number): Promise<string> => {
  const what = newId('var');
  divisor = 1;
  await way.open(what, shards);
  // Buyers, who on AWS have a function each, do not wait for each other's sockets; the SDK has 50 for all.
  const transport = client().config.requestHandler as unknown as { httpHandlerConfigs(): { httpAgent: Agent } };
  transport.httpHandlerConfigs().httpAgent.maxSockets = asked.buyers;
  divisor = Math.max(1, (shards * limits.writeUnits) / asked.perSecond);
  const stop = new AbortController();
  let tally: Tally = { times: [], toldToWait: 0 };
  const all = buyers(way, what, shards, stop.signal, () => tally);
  await Promise.race([sleep(WARM_UP_MS), all]);
  const counted: Tally = { times: [], toldToWait: 0 };
  const before = { ...proxy.report().counts, units: counterUnits(proxy, what) };
  const lag = monitorEventLoopDelay({ resolution: 1 });
  lag.enable();
  const start = performance.now();
  tally = counted;
  await Promise.race([sleep(asked.seconds * 1000), all]);
  const seconds = (performance.now() - start) / 1000;
  // What is under way now is finished, and not counted.
  tally = { times: [], toldToWait: 0 };
  lag.disable();
  const after = { ...proxy.report().counts, units: counterUnits(proxy, what) };
  stop.abort();
  await all;
  const { times, toldToWait } = counted;
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(0);
  const each = (name: 'throttled' | 'conflicts' | 'units' | 'requests'): string =>
    ((after[name] - before[name]) / times.length).toFixed(2);
  const cells = [
    way.name.padEnd(19),
    String(shards).padStart(6),
    divisor.toFixed(0).padStart(10),
    (times.length / seconds).toFixed(1).padStart(9),
    ((times.length / seconds) * divisor).toFixed(0).padStart(10),
    String(toldToWait).padStart(10),
    each('units').padStart(9),
    each('requests').padStart(9),
    each('throttled').padStart(9),
    each('conflicts').padStart(9),
    at(0.5).padStart(7),
    at(0.99).padStart(7),
    (lag.percentile(99) / 1e6).toFixed(0).padStart(6),
  ];
  return cells.join(' ');
};

logTo(() => undefined);
const path = mkdtempSync(join(tmpdir(), 'floodgate-hold-rate-'));
const folder = await openDataFolder(path);
const engines = await startEngines(folder);
const proxy = await startLimitsProxy(engines.endpoints.dynamodb, limits);
try {
  await provision(planOf(await loadStack()), engines);
  const endpoints = { ...engines.endpoints, dynamodb: proxy.endpoint };
  const api = 'http://127.0.0.1:9/api/v1';
  Object.assign(process.env, environment({ stage: 'local', api, endpoints, stageKey: 'x'.repeat(32) }));
  // A dilated answer is no lost one.
  Object.assign(process.env, { REQUEST_MS: '120000', CONNECT_MS: '120000' });
  console.log(
    `${asked.buyers} buyers for ${asked.seconds} s on ${availableParallelism()} cores. Network ${asked.networkMs} ms, a ` +
      `transaction keeps its items ${asked.transactionMs} ms${asked.dilate ? ', both times what the limit is divided by' : ''}.\n`,
  );
  console.log(
    'the unit is taken   shards  divided by  holds/s  undivided  told wait  units/hold requests throttles conflicts  p50 ms p99 ms lag ms',
  );
  for (const shards of asked.shards)
    for (const way of [outside, inside]) console.log(await measure(proxy, way, shards));
} finally {
  await proxy.stop();
  await engines.stop();
  folder.close();
  rmSync(path, { recursive: true, force: true });
}
process.exit(0);
