/**
 * `npm run bench`: what the local stack does in one run, beside a floor program that makes the same engine calls with
 * nothing around them, and what each operation costs. Writes tools/prove/bench/latest.json. Machines differ and are shared:
 * the ratios are the result, the absolute numbers are of this machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { folderOf, type StackFile } from '../../../local/stack-file.ts';
import { startStack } from '../../../local/start-stack.ts';
import { coldStarts } from './cold.ts';
import { createClient, type LoadClient, type Measured, measure, type Reply } from './load.ts';
import { list, newCart, page, purchase, SKU, search } from './operations.ts';

const CLIENTS = 16;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const here = (file: string): string => join(import.meta.dirname, file);

const node = (file: string, args: string[], env: Record<string, string> = {}) =>
  spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
const finished = async (file: string, args: string[]): Promise<void> => {
  const [code] = await once(node(here(file), args), 'exit');
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
};

/** Units in `X-Cost` of some replies. */
const costOf = (replies: readonly Reply[]) =>
  replies.reduce(
    (sum, reply) => {
      const found = String(reply.headers['x-cost']).match(/calls=([\d.]+); read=([\d.]+); write=([\d.]+)/);
      return {
        calls: sum.calls + Number(found?.[1]),
        read: sum.read + Number(found?.[2]),
        write: sum.write + Number(found?.[3]),
      };
    },
    { calls: 0, read: 0, write: 0 },
  );

type Line = { message: string; function?: string; calls: number; readUnits: number; writeUnits: number };
/** What consumers and streams used since a position of the log, by function. */
const consumedSince = (log: string, position: number) => {
  const byFunction: Record<string, { calls: number; read: number; write: number }> = {};
  for (const text of readFileSync(log, 'utf8').slice(position).split('\n')) {
    const line = text.startsWith('{') ? (JSON.parse(text) as Line) : undefined;
    if (!line?.function || line.calls === undefined) continue;
    byFunction[line.function] ??= { calls: 0, read: 0, write: 0 };
    const sum = byFunction[line.function] as { calls: number; read: number; write: number };
    sum.calls += line.calls;
    sum.read += line.readUnits;
    sum.write += line.writeUnits;
  }
  return byFunction;
};

const show = (name: string, measured: Measured, beside = ''): void =>
  console.log(
    `${name.padEnd(28)}${String(measured.perSecond).padStart(9)}/s   p50 ${String(measured.p50Ms).padStart(6)} ms   p99 ${String(measured.p99Ms).padStart(6)} ms   ${beside}`,
  );

const soldToday = async (client: LoadClient, stack: StackFile): Promise<number> => {
  const day = isoTime(nowMs()).slice(0, 10);
  const { text } = await client.send('GET', `/admin/reports/daily/${day}`, undefined, {
    authorization: `Bearer ${stack.adminKey}`,
  });
  const report = JSON.parse(text) as { sales?: { orders: number }[] };
  return report.sales?.[0]?.orders ?? 0;
};

const scratch = mkdtempSync(join(tmpdir(), 'floodgate-bench-'));
try {
  const data = join(scratch, 'data');
  const stack = await startStack({ data, env: { EXPOSE_COST: '1' } });
  const log = join(folderOf(stack.port), 'log.jsonl');
  const client = createClient(stack.api, CLIENTS);
  const admin = { authorization: `Bearer ${stack.adminKey}` };
  const stocked = await client.send('PUT', `/admin/stock/${SKU}`, { available: 1_000_000 }, admin);
  if (stocked.status !== 200) throw new Error(`the stock could not be set: ${stocked.text}`);

  console.log(`On ${availableParallelism()} cores, ${CLIENTS} clients over HTTP, ${SECONDS} s each:\n`);
  const operations: [string, (client: LoadClient) => Promise<unknown>][] = [
    ['product list', list],
    ['product page', page],
    ['search', search],
    ['new cart with a line', newCart],
    ['whole guest purchase', purchase],
  ];
  const measured: Record<string, Measured> = {};
  let backlogSeconds = 0;
  for (const [name, operation] of operations) {
    const before = await soldToday(client, stack);
    const result = await measure(CLIENTS, SECONDS, () => operation(client));
    measured[name] = result;
    show(name, result);
    if (operation === purchase) {
      // A purchase is whole when it is reported too: wait for the consumers and say how far they were behind.
      const start = performance.now();
      while ((await soldToday(client, stack)) - before < result.count) {
        if (performance.now() - start > 120_000) throw new Error('the report never showed every purchase');
        await sleep(100);
      }
      backlogSeconds = Math.round((performance.now() - start) / 100) / 10;
    }
  }
  await sleep(5000);

  const units: Record<string, object> = {};
  for (const [name, operation] of operations.slice(0, 4)) units[name] = costOf([(await operation(client)) as Reply]);
  await sleep(2000);
  const position = readFileSync(log, 'utf8').length;
  const replies = await purchase(client);
  await sleep(4000);
  const [cart, checkout, sync] = replies.map((reply) => costOf([reply]));
  const consumers = consumedSince(log, position);
  const nothing = { calls: 0, read: 0, write: 0 };
  const total = [cart, checkout, sync, ...Object.values(consumers)].reduce<typeof nothing>(
    (sum, one) => ({
      calls: sum.calls + (one?.calls ?? 0),
      read: sum.read + (one?.read ?? 0),
      write: sum.write + (one?.write ?? 0),
    }),
    nothing,
  );
  units['whole guest purchase'] = { cart, checkout, sync, consumers, total };
  client.close();
  await stack.stop();

  await finished('record.ts', [data, join(scratch, 'calls.json')]);
  await finished('floor.ts', [
    data,
    join(scratch, 'calls.json'),
    join(scratch, 'floor.json'),
    String(CLIENTS),
    String(SECONDS),
  ]);
  const floor = JSON.parse(readFileSync(join(scratch, 'floor.json'), 'utf8')) as {
    cart: Measured;
    purchase: Measured;
    callsOfAPurchase: number;
  };
  const ratio = (name: string, of: Measured): number =>
    Math.round(((measured[name]?.perSecond ?? 0) / of.perSecond) * 100) / 100;
  const ratios = {
    cart: ratio('new cart with a line', floor.cart),
    purchase: ratio('whole guest purchase', floor.purchase),
  };
  console.log('\nThe floor: the same engine calls, one after the other, with nothing around them:\n');
  show('new cart with a line', floor.cart, `we do ${ratios.cart} of it`);
  show('whole guest purchase', floor.purchase, `we do ${ratios.purchase} of it; ${floor.callsOfAPurchase} calls`);
  console.log(
    `\nAfter the purchases the consumers needed ${backlogSeconds} s more to mail and report the last of them.`,
  );
  console.log(`\nUnits (calls, read, write):\n${JSON.stringify(units, null, 1)}`);

  const { bytes: bundles, ...cold } = await coldStarts([
    'catalog/get-product',
    'checkout/checkout-cart',
    'orders/on-payment-succeeded',
    'notifications/on-order-paid',
  ]);
  const sizes = Object.values(bundles).sort((a, b) => a - b);
  const middle = sizes[sizes.length >> 1];
  console.log(`\nBundles: ${sizes.length} functions, median ${middle} bytes, largest ${sizes.at(-1)} bytes.`);
  console.log(
    `Loading one, beside a bare document client (${cold.bareMs} ms):\n${JSON.stringify(cold.handlers, null, 1)}`,
  );
  const latest = {
    at: isoTime(nowMs()),
    cores: availableParallelism(),
    clients: CLIENTS,
    measured,
    floor,
    ratios,
    backlogSeconds,
    units,
    cold,
    bundles,
  };
  writeFileSync(here('latest.json'), `${JSON.stringify(latest, null, 2)}\n`);
  console.log('\nWritten to tools/prove/bench/latest.json.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
