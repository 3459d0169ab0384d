/** `npm run isolation`: see its usage below. */
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { allHold, atLeast, atMost, type Claim, counted, told } from '../readers/claim.ts';
import { type IsolationSeen, seeIsolation } from './run.ts';

/** The shares of the control: only selling has one, as in most shops that reserve anything. */
const ONLY_SELLING = 'buy,cart,accounts';
/** How much slower a checkout may be beside the flood. */
const SLOWER = 1.5;

const { control, ...options } = read(
  tool(
    'isolation',
    'Buys on a stack of its own under the limits of an AWS account, first alone, then beside ten times what browsing and ' +
      'searching take, an import, and failing mail and webhooks: every checkout is answered and settled. Exit code 1 when ' +
      'a bound is broken.',
  )
    .option('--divisor <number>', 'what ceilings and rates are divided by', whole(1, 1000), 20)
    .option('--per-second <count>', 'buyers that come a second', whole(1, 100), 2)
    .option('--seconds <count>', 'how long they come, alone and beside the flood', whole(1, 3600), 60)
    .option('--times <count>', 'how many times what they take browsing and searching are offered', whole(1, 100), 10)
    .option('--rows <count>', 'of the import; 0 for none', whole(0, 1_000_000), 20_000)
    .option('--settle-seconds <count>', 'within how many an order is paid', whole(1, 600), 60)
    .option('--control', 'only selling has shares: settlement must starve, or this proves nothing', false),
).opts();

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};
const p99 = (bought: IsolationSeen['quiet']): number =>
  percentile(
    bought.filter(({ checkout }) => checkout === 201).map(({ checkoutMs }) => checkoutMs),
    0.99,
  );
const part = (bought: IsolationSeen['quiet'], holds: (one: IsolationSeen['quiet'][number]) => boolean): number =>
  bought.filter(holds).length / Math.max(1, bought.length);

const claimsOf = ({ quiet, flooded, statuses, failed }: IsolationSeen): Claim[] => {
  const settled = percentile(
    flooded.flatMap(({ settledSeconds }) => settledSeconds ?? []),
    1,
  );
  const flood = [
    atLeast(
      'requests of the flood',
      [...statuses.values()].reduce((sum, count) => sum + count, 0),
      1,
    ),
    atLeast('of them answered 429 or 503', (statuses.get(429) ?? 0) + (statuses.get(503) ?? 0), 1),
  ];
  if (control)
    return [
      ...flood,
      atLeast(
        'quiet: the part of the orders that were paid in time',
        part(quiet, (one) => one.settledSeconds !== null),
        1,
      ),
      atMost(
        'flooded: the part of the orders that were paid in time',
        part(flooded, (one) => one.settledSeconds !== null),
        0.9,
      ),
    ];
  return [
    ...flood,
    atLeast('mails that failed', failed.mails, 1),
    atLeast('webhooks that failed', failed.webhooks, 1),
    atLeast(
      'the part of the carts that were made',
      part(flooded, ({ cart }) => cart === 201),
      1,
    ),
    atLeast(
      'the part of the checkouts that were answered with an order',
      part(flooded, ({ checkout }) => checkout === 201),
      1,
    ),
    atLeast(
      'the part of the orders that were paid in time',
      part(flooded, (one) => one.settledSeconds !== null),
      1,
    ),
    counted('seconds until the last one was', settled),
    counted('milliseconds of a checkout alone, p99', p99(quiet)),
    atMost('the same beside the flood, times that', p99(flooded) / Math.max(1, p99(quiet)), SLOWER),
  ];
};

// An exit ends the stack, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const seen = await seeIsolation({ ...options, shares: control ? ONLY_SELLING : undefined });
say(
  `${seen.flooded.length} buyers at ${options.perSecond}/s; the flood was answered ${JSON.stringify(Object.fromEntries(seen.statuses))}`,
);
for (const [name, { invocations, cold, peak, refused }] of Object.entries(seen.account.functions))
  if (Object.keys(refused).length > 0)
    say(`  ${name}: ${invocations} invocations, ${peak} at once, ${cold} cold, refused ${JSON.stringify(refused)}`);
const claims = claimsOf(seen);
say(told(claims));
process.exitCode = allHold(claims) ? 0 : 1;
