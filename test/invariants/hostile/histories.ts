import { forgetEnv } from '#lib/env.ts';
import { logTo } from '#lib/log.ts';
import { forgetHints } from '../../../functions/inventory/counters/shard-hints.ts';
import { forgetRules } from '../../../functions/pricing/read-rules.ts';
import { createTables } from '../../../local/engines/provision.ts';
import { environment } from '../../../local/environment.ts';
import { planOf } from '../../../local/plan.ts';
import type { Stack } from '../../../stack/model.ts';
import { chanceOf } from '../../support/chance.ts';
import { behind } from './clients.ts';
import { Cloud } from './cloud.ts';
import { rough } from './faults.ts';
import { seedCode } from './install.ts';
import { GaveUp } from './people.ts';
import { Roles } from './roles.ts';
import { Streams } from './streams.ts';
import { Restless, World } from './world.ts';

export const MINUTE_MS = 60_000;
/** Seeds begin a day apart: whatever a warm process remembers of the run before is out of date. */
export const DAY_MS = 24 * 60 * MINUTE_MS;
const FIRST_DAY = Date.UTC(2026, 0, 1);
const STAGE_KEY = 'hostile-stage-key-hostile-stage-key-hostile';

/** The world of a seed, with its tables, and the platform that runs the stack's functions in it. */
export interface Opened {
  readonly world: World;
  readonly cloud: Cloud;
  readonly roles: Roles;
  readonly stack: Stack;
  readonly stage: string;
  /** When it begins, milliseconds since 1970. */
  readonly start: number;
}

/**
 * Opens the world of a seed: its environment, its tables, and whoever listens to them.
 * @param onLine gets every step, and every line of the functions' logs
 * @param before runs when the environment stands, and before anything has read it
 */
export const openWorld = async (
  seed: number,
  stackOf: (stage: string) => Promise<Stack>,
  endpoint: string,
  onLine: ((line: string) => void) | undefined,
  before: (world: World) => Promise<void> = async () => undefined,
): Promise<Opened> => {
  const stage = `h${seed}`;
  const stack = await stackOf(stage);
  const start = FIRST_DAY + seed * DAY_MS;
  const endpoints = { dynamodb: endpoint, sns: endpoint, sqs: endpoint, s3: endpoint, ses: endpoint };
  const api = 'http://127.0.0.1:3000/api/v1';
  const world = new World(chanceOf(seed), start, rough);
  Object.assign(process.env, environment({ stage, api, endpoints, stageKey: STAGE_KEY }));
  // Functions end after AWS's time here, so calls wait no longer than on AWS.
  for (const name of ['CONNECT_MS', 'REQUEST_MS']) delete process.env[name];
  await before(world);
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
  return { world, cloud, roles, stack, stage, start };
};

/** That a history never ends is what is found of it; any other error is the run's own. */
export const restless = (error: unknown): Restless => {
  if (error instanceof Restless) return error;
  throw error;
};

/** Runs lives side by side until all of them have ended. */
export const liveAll = async (
  world: World,
  lives: readonly (readonly [name: string, fn: () => Promise<void>])[],
): Promise<void> => {
  let living = true;
  const all = Promise.all(
    lives.map(([name, fn]) => world.run(world.process(name, true), () => fn().catch(unlessGivenUp)).then(unwrap)),
  ).finally(() => {
    living = false;
  });
  await world.go(() => !living);
  await all;
};

/** Nothing interferes any more: what is on its way arrives, the dead letters go back, and the schedules run. */
export const settle = async (world: World, cloud: Cloud): Promise<void> => {
  world.faults = undefined;
  await world.go();
  cloud.redrive();
  await world.go();
  world.later(20 * MINUTE_MS, 'a while later', () => cloud.runSchedules(MINUTE_MS));
  await world.go();
};

export const finished = async <T>(world: World, name: string, fn: () => Promise<T>): Promise<T> => {
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
