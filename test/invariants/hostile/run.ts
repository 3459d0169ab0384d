import { putNew, tableOf, write } from '#lib/table.ts';
import type { Stack } from '../../../stack/model.ts';
import { certify } from '../../../tools/operate/certify/certificate.ts';
import { chanceOf } from '../../support/chance.ts';
import type { StripeDouble } from '../../support/stripe-double/server.ts';
import { Unheld } from '../../support/unheld.ts';
import type { Cloud } from './cloud.ts';
import { DAY_MS, finished, liveAll, MINUTE_MS, openWorld, restless, settle } from './histories.ts';
import { brokenIn } from './laws/laws.ts';
import type { Outside } from './outside/outside.ts';
import { installStripe, openStripe, stripeEnvironment, stripeOutside } from './outside/stripe.ts';
import { testProvider } from './outside/test-provider.ts';
import { Pauses } from './pauses.ts';
import { People } from './people.ts';
import { openShop } from './shop.ts';
import { type Known, shopper } from './shoppers.ts';
import { clerk } from './staff.ts';
import { dropTables, readEverything } from './tables.ts';
import { Restless, type World } from './world.ts';

/** What came of a seed. */
export interface Outcome {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly steps: number;
  /** The same for the same seed, whatever ran before. */
  readonly fingerprint: string;
  readonly orders: number;
  readonly paid: number;
  /** Writes of a credit that were paused while the sums of its shard rose. */
  readonly paused: number;
  /** Releases of the newsroom that began, and that were disarmed. */
  readonly releases?: number;
  readonly disarmed?: number;
}

/** One seed in so many pauses credits across a rise of the sums. */
const STEERED = 5;

/**
 * Runs the history of one seed: a small shop, its shoppers and its staff, through the shipped functions, while everything
 * that can go wrong does; then, when nothing interferes any more, everything comes to rest and the laws are checked.
 * @param onLine gets every step, and every line of the functions' logs
 */
export const runSeed = async (
  seed: number,
  stackOf: (stage: string) => Promise<Stack>,
  endpoint: string,
  onLine?: (line: string) => void,
): Promise<Outcome> => {
  let stripe: Awaited<ReturnType<typeof stripeFor>>;
  const { world, cloud, roles, stack, stage, start } = await openWorld(
    seed,
    stackOf,
    endpoint,
    onLine,
    async (made) => {
      stripe = await stripeFor(made, seed);
    },
  );
  // The provider's books are read up to today: a first reading of a whole day would be most of the run.
  const mark = { since: start - DAY_MS, until: start - 16 * MINUTE_MS, cursor: null, read: true, version: 1 };
  await write(putNew(tableOf('billing'), { pk: 'books#test', sk: 'mark', type: 'mark', ...mark }));
  if (seed % STEERED === 0) world.pauses = new Pauses(world, () => cloud.audit());
  const unheld = new Unheld();
  world.onCall = (_service, name, input, output) => unheld.see(name, input as never, output as never);
  const people = new People(world, cloud, () => unheld.watch());
  const outside = stripe?.outsideFor(people) ?? testProvider;
  cloud.report = (pathname, init) => people.report(pathname, init);
  try {
    const ending = await story(world, cloud, people, outside, seed).catch(restless);
    if (ending instanceof Restless) return { ...outcomeOf(world, seed), broken: [ending.message], orders: 0, paid: 0 };
    const shop = ending;
    const kept = await readEverything(endpoint, stack, stage);
    const certificate = certify(kept, { settled: true });
    const broken = brokenIn({
      shop,
      people,
      cloud,
      kept,
      asked: people.asked,
      charges: outside.charges(kept),
      payable: outside.payable(kept),
    });
    for (const { law, what, found, expected } of certificate.violations)
      broken.push(`certificate: ${law}: ${what}: ${found} instead of ${expected}`);
    broken.push(...roles.denied);
    const orders = kept.filter(({ item }) => item['type'] === 'order');
    const paid = orders.filter(({ item }) => item['paidAt'] !== null).length;
    return { ...outcomeOf(world, seed), broken, orders: orders.length, paid };
  } finally {
    await stripe?.double.stop();
    await dropTables(endpoint, stack, stage);
  }
};

const outcomeOf = (world: World, seed: number) => ({
  seed,
  steps: world.steps,
  fingerprint: world.fingerprint(),
  paused: world.pauses?.spanned ?? 0,
});

const doubles = new WeakMap<World, { double: StripeDouble; after: () => void }>();
installStripe((world) => doubles.get(world));

/** Every third seed is paid by Stripe's double, half of them on its page and half by payment intents. */
const stripeFor = async (world: World, seed: number) => {
  for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_API_BASE', 'STRIPE_MODE']) delete process.env[name];
  if (seed % 3 !== 0) return undefined;
  const mode = seed % 2 === 0 ? 'checkout' : 'intents';
  const double = await openStripe(world, chanceOf(seed ^ 0x1b873593));
  Object.assign(process.env, stripeEnvironment(double, mode));
  const outsideFor = (people: People): Outside => {
    const outside = stripeOutside(double, world, mode);
    doubles.set(world, { double, after: () => outside.tell(people) });
    return outside;
  };
  return { double, outsideFor };
};

const story = async (world: World, cloud: Cloud, people: People, outside: Outside, seed: number) => {
  const plot = chanceOf(seed ^ 0x2545f491);
  const calm = world.faults;
  world.faults = undefined;
  const shop = await finished(world, 'opening', () => openShop(plot, people));
  await world.go();
  world.faults = calm;
  const known: Known = { orders: [] };
  const lives: [string, () => Promise<void>][] = [];
  for (let index = 0; index < 8; index += 1) {
    const chance = chanceOf(plot.upTo(2 ** 31));
    lives.push(['shopper', () => shopper(index, chance, people, outside, shop, known)]);
  }
  for (const name of ['clerk', 'manager']) {
    const chance = chanceOf(plot.upTo(2 ** 31));
    lives.push([name, () => clerk(name, 5, chance, people, shop, known)]);
  }
  const all = liveAll(world, lives);
  cloud.runSchedules(20 * MINUTE_MS);
  await all;
  await settle(world, cloud);
  return shop;
};
