import { forgetEnv } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { putNew, tableOf, write } from '#lib/table.ts';
import { forgetHints } from '../../../functions/inventory/counters/shard-hints.ts';
import { forgetRules } from '../../../functions/pricing/read-rules.ts';
import { createTables } from '../../../local/engines/provision.ts';
import { environment } from '../../../local/environment.ts';
import { planOf } from '../../../local/plan.ts';
import type { Stack } from '../../../stack/model.ts';
import { certify } from '../../../tools/operate/certify/certificate.ts';
import { chanceOf } from '../../support/chance.ts';
import type { StripeDouble } from '../../support/stripe-double/server.ts';
import { Unheld } from '../../support/unheld.ts';
import { behind } from './clients.ts';
import { Cloud } from './cloud.ts';
import { rough } from './faults.ts';
import { seedCode } from './install.ts';
import { brokenIn } from './laws/laws.ts';
import type { Outside } from './outside/outside.ts';
import { installStripe, openStripe, stripeEnvironment, stripeOutside } from './outside/stripe.ts';
import { testProvider } from './outside/test-provider.ts';
import { Pauses } from './pauses.ts';
import { GaveUp, People } from './people.ts';
import { Roles } from './roles.ts';
import { openShop } from './shop.ts';
import { type Known, shopper } from './shoppers.ts';
import { clerk } from './staff.ts';
import { Streams } from './streams.ts';
import { dropTables, readEverything } from './tables.ts';
import { Restless, World } from './world.ts';

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
}

const MINUTE_MS = 60_000;
/** Seeds begin a day apart: whatever a warm process remembers of the run before is out of date. */
const DAY_MS = 24 * 60 * MINUTE_MS;
const FIRST_DAY = Date.UTC(2026, 0, 1);
/** One seed in so many pauses credits across a rise of the sums. */
const STEERED = 5;
const STAGE_KEY = 'hostile-stage-key-hostile-stage-key-hostile';

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
  const stage = `h${seed}`;
  const stack = await stackOf(stage);
  const start = FIRST_DAY + seed * DAY_MS;
  const endpoints = { dynamodb: endpoint, sns: endpoint, sqs: endpoint, s3: endpoint, ses: endpoint };
  const api = 'http://127.0.0.1:3000/api/v1';
  const world = new World(chanceOf(seed), start, rough);
  Object.assign(process.env, environment({ stage, api, endpoints, stageKey: STAGE_KEY }));
  // Functions end after AWS's time here, so calls wait no longer than on AWS.
  for (const name of ['CONNECT_MS', 'REQUEST_MS']) delete process.env[name];
  const stripe = await stripeFor(world, seed);
  for (const forget of [forgetEnv, forgetHints, forgetRules]) forget();
  logTo((line) => onLine?.(`    ${line.trim()}`));
  await createTables(planOf(stack), endpoint, false);
  if (onLine) world.onStep = onLine;
  seedCode(world, chanceOf(seed ^ 0x5bd1e995));
  const streams = new Streams(world, endpoint);
  const cloud = new Cloud(world, stack, streams);
  const roles = new Roles(stack);
  behind(world, cloud, roles);
  for (const fn of stack.functions.filter(({ kind }) => kind === 'stream'))
    await streams.follow(`floodgate-${stage}-${fn.module}`, fn);
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

/** That a history never ends is what is found of it; any other error is the run's own. */
const restless = (error: unknown): Restless => {
  if (error instanceof Restless) return error;
  throw error;
};

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
  const lives: Promise<unknown>[] = [];
  const live = (name: string, fn: () => Promise<void>): void => {
    const person = world.process(name, true);
    lives.push(world.run(person, () => fn().catch(unlessGivenUp)).then(unwrap));
  };
  for (let index = 0; index < 8; index += 1) live('shopper', () => shopper(index, chanceOf(plot.upTo(2 ** 31)), people, outside, shop, known)); // biome-ignore format: one line
  for (const name of ['clerk', 'manager']) live(name, () => clerk(name, 5, chanceOf(plot.upTo(2 ** 31)), people, shop, known)); // biome-ignore format: one line
  cloud.runSchedules(20 * MINUTE_MS);
  let living = true;
  const all = Promise.all(lives).finally(() => {
    living = false;
  });
  await world.go(() => !living);
  await all;
  await settle(world, cloud);
  return shop;
};

/** Nothing interferes any more: what is on its way arrives, the dead letters go back, and the schedules run. */
const settle = async (world: World, cloud: Cloud): Promise<void> => {
  world.faults = undefined;
  await world.go();
  cloud.redrive();
  await world.go();
  world.later(20 * MINUTE_MS, 'a while later', () => cloud.runSchedules(MINUTE_MS));
  await world.go();
};

const finished = async <T>(world: World, name: string, fn: () => Promise<T>): Promise<T> => {
  const running = world.run(world.process(name, true), fn);
  let done = false;
  void running.then(() => {
    done = true;
  });
  await world.go(() => done);
  return unwrap(await running);
};

/** Rethrows every error but a person's own end of trying. */
const unlessGivenUp = (error: unknown): void => {
  if (!(error instanceof GaveUp)) throw error;
};
const unwrap = <T>(ending: { kind: string; value?: T; error?: unknown }): T => {
  if (ending.kind === 'threw') throw ending.error;
  return ending.value as T;
};
