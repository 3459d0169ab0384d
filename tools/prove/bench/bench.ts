/** `npm run bench`: see its usage below. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { folderOf, type StackFile } from '../../../local/stack-file.ts';
import { startStack } from '../../../local/start-stack.ts';
import { loadStack } from '../../../stack/load.js';
import { coldStarts } from './cold.ts';
import { consumedSince, costOf, sumOf } from './consumption.ts';
import { type Floor, startFloor } from './floor-process.ts';
import { createClient, type LoadClient, type Measured, measure, type Reply } from './load.ts';
import { list, newCart, page, purchase, SKU, search } from './operations.ts';
import { alternate, type Round, summary } from './rounds.ts';

const CLIENTS = 16;
const { rounds: ROUNDS, seconds: SECONDS } = read(
  tool(
    'bench',
    'Measures what the local stack does, beside a program that makes the same engine calls with nothing around them, in ' +
      'turn and in rounds, and what each operation costs. Writes tools/prove/bench/latest.json. Machines differ and are ' +
      'shared: the ratios are the result, the absolute numbers are of this machine.',
  )
    .addOption(
      new Option('--rounds <count>', 'how many rounds').env('BENCH_ROUNDS').argParser(whole(1, 1000)).default(9),
    )
    .addOption(
      new Option('--seconds <count>', 'how long each part takes')
        .env('BENCH_SECONDS')
        .argParser(whole(1, 600))
        .default(3),
    ),
).opts();
const REPORTED_MS = 900_000;

const show = (name: string, measured: Measured, beside = ''): void =>
  console.log(
    `${name.padEnd(28)}${String(measured.perSecond).padStart(9)}/s   p50 ${String(measured.p50Ms).padStart(6)} ms   p99 ${String(measured.p99Ms).padStart(6)} ms   ${beside}`,
  );

const stocked = async (stack: StackFile, client: LoadClient): Promise<void> => {
  const admin = { authorization: `Bearer ${stack.adminKey}` };
  const answer = await client.send('PUT', `/admin/stock/${SKU}`, { available: 1_000_000 }, admin);
  if (answer.status !== 200) throw new Error(`the stock could not be set: ${answer.text}`);
};

/** Starts the floor on a demo shop of its own, after the calls of a cart and a purchase were recorded there. */
const floorOn = async (folder: string, recording: string): Promise<Floor> => {
  const shop = await startStack({ data: folder });
  const client = createClient(shop.gateway, 1);
  await stocked(shop, client);
  client.close();
  await shop.stop();
  const recorder = spawn(process.execPath, [join(import.meta.dirname, 'record.ts'), folder, recording], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(recorder, 'exit');
  if (code !== 0) throw new Error(`record.ts ended with ${code}`);
  return startFloor(folder, recording);
};

const soldLately = async (client: LoadClient, stack: StackFile): Promise<number> => {
  const day = (ms: number) => isoTime(ms).slice(0, 10);
  const path = `/admin/reports/sales?from=${day(nowMs() - 86_400_000)}&to=${day(nowMs())}`;
  const { text } = await client.send('GET', path, undefined, { authorization: `Bearer ${stack.adminKey}` });
  return (JSON.parse(text) as { total: { orders: number } }).total.orders;
};

const scratch = mkdtempSync(join(tmpdir(), 'floodgate-bench-'));
try {
  const floor = await floorOn(join(scratch, 'floor'), join(scratch, 'calls.json'));
  const stack = await startStack({ data: join(scratch, 'data'), env: { EXPOSE_COST: '1' } });
  const log = join(folderOf(stack.port), 'log.jsonl');
  // Past the edge, which would answer the reads.
  const client = createClient(stack.gateway, CLIENTS);
  await stocked(stack, client);

  console.log(`On ${availableParallelism()} cores, ${CLIENTS} clients over HTTP, ${SECONDS} s each:\n`);
  const measured: Record<string, Measured> = {};
  const reads = { 'product list': list, 'product page': page, search };
  for (const [name, operation] of Object.entries(reads)) {
    await measure(CLIENTS, SECONDS, () => operation(client)); // until the code is compiled; not counted
    measured[name] = await measure(CLIENTS, SECONDS, () => operation(client));
    show(name, measured[name]);
  }

  let bought = 0;
  const backlogs: number[] = [];
  /** A purchase is whole when it is reported too; the floor's turn comes when the consumers have nothing left to do. */
  const purchases = async (): Promise<Measured> => {
    const result = await measure(CLIENTS, SECONDS, async () => {
      await purchase(client);
      bought += 1;
    });
    const start = performance.now();
    for (; (await soldLately(client, stack)) < bought; await sleep(100)) {
      if (performance.now() - start > REPORTED_MS) throw new Error('the report never showed every purchase');
    }
    backlogs.push((performance.now() - start) / 1000);
    await sleep(500);
    return result;
  };
  let refused = 0;
  const floorsTurn = (operation: 'cart' | 'purchase') => async (): Promise<Measured> => {
    const { refused: conditions, ...result } = await floor.measure({ operation, clients: CLIENTS, seconds: SECONDS });
    refused += conditions;
    return result;
  };

  const rounds = {
    cart: await alternate(ROUNDS, () => measure(CLIENTS, SECONDS, () => newCart(client)), floorsTurn('cart')),
    purchase: await alternate(ROUNDS, purchases, floorsTurn('purchase')),
  };
  await floor.stop();
  const [cart, whole] = [summary(rounds.cart), summary(rounds.purchase)];
  const beside = ({ floor, ratio, spread: [least, most] }: ReturnType<typeof summary>): string =>
    `${ratio} of the floor's ${floor.perSecond}/s (rounds from ${least} to ${most})`;
  measured['new cart with a line'] = cart.ours;
  measured['whole guest purchase'] = whole.ours;
  show('new cart with a line', cart.ours, beside(cart));
  show('whole guest purchase', whole.ours, beside(whole));
  const backlogSeconds = Math.round(Math.max(...backlogs) * 10) / 10;
  console.log(
    `\nThe floor makes the same engine calls, ${floor.callsOfAPurchase} for a purchase, one after the other,`,
  );
  console.log(`with nothing around them; medians of ${ROUNDS} rounds in which both had their turn.`);
  console.log(`After a round of purchases the consumers needed up to ${backlogSeconds} s more for the last of them.`);

  const units: Record<string, object> = {};
  for (const [name, operation] of Object.entries({ ...reads, 'new cart with a line': newCart }))
    units[name] = costOf((await operation(client)) as Reply);
  await sleep(2000);
  const position = readFileSync(log, 'utf8').length;
  const [ofCart, ofCheckout, ofSync] = (await purchase(client)).map(costOf);
  bought += 1;
  while ((await soldLately(client, stack)) < bought) await sleep(100);
  await sleep(4000);
  const { functions } = await loadStack();
  const schedules = new Set(functions.filter(({ kind }) => kind === 'schedule').map(({ name }) => name));
  const consumers = consumedSince(log, position, schedules);
  const total = sumOf([ofCart, ofCheckout, ofSync, ...Object.values(consumers)]);
  units['whole guest purchase'] = { cart: ofCart, checkout: ofCheckout, sync: ofSync, consumers, total };
  client.close();
  await stack.stop();
  console.log(`\nUnits (calls, read, write):\n${JSON.stringify(units, null, 1)}`);

  const { bytes: bundles, ...cold } = await coldStarts([
    'catalog/get-product',
    'checkout/checkout-cart',
    'orders/on-payment-succeeded',
    'notifications/on-order-paid',
  ]);
  const sizes = Object.values(bundles).sort((a, b) => a - b);
  console.log(
    `\nBundles: ${sizes.length} functions, median ${sizes[sizes.length >> 1]} bytes, largest ${sizes.at(-1)} bytes.`,
  );
  console.log(
    `Loading one, beside a bare document client (${cold.bareMs} ms):\n${JSON.stringify(cold.handlers, null, 1)}`,
  );
  const kept = (all: readonly Round[]) =>
    all.map(({ ours, floor, ratio }) => [ours.perSecond, floor.perSecond, Math.round(ratio * 100) / 100]);
  const latest = {
    at: isoTime(nowMs()),
    cores: availableParallelism(),
    clients: CLIENTS,
    measured,
    floor: { cart: cart.floor, purchase: whole.floor, callsOfAPurchase: floor.callsOfAPurchase, refused },
    ratios: { cart: cart.ratio, purchase: whole.ratio },
    spread: { cart: cart.spread, purchase: whole.spread },
    rounds: { cart: kept(rounds.cart), purchase: kept(rounds.purchase) },
    backlogSeconds,
    units,
    cold,
    bundles,
  };
  writeFileSync(join(import.meta.dirname, 'latest.json'), `${JSON.stringify(latest, null, 2)}\n`);
  console.log('\nWritten to tools/prove/bench/latest.json.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
