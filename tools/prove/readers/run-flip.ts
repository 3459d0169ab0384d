import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nowMs, sleep } from '#lib/clock.ts';
import { freePort } from '../../../local/engines/ports.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import { startStack } from '../../../local/start-stack.ts';
import { chanceOf } from '../../../test/support/chance.ts';
import { type EdgeName, openEdge } from '../edges/edges.ts';
import { makeBefore, pricesTold, scheduleAt } from './change.ts';
import { linesIn } from './fetches.ts';
import { type FlipSeen, type Judged, showsOf } from './judge-flip.ts';
import { changingObjects } from './parts.ts';
import { planting } from './plant.ts';
import { readAll } from './read.ts';
import { staffOf } from './staff.ts';

export interface FlipPlan {
  readonly seed: number;
  readonly edge: EdgeName;
  readonly rate: number;
  readonly products: number;
  /** Seconds from the moment at which the change is told to that at which it happens, at least. */
  readonly lead: number;
  /** The name of a defect that is planted. */
  readonly defect?: string | undefined;
}

const SECOND = 1000;
/** Readers are there for so long before the change, longer than caches keep anything, and after it. */
const BEFORE_MS = 8000;
const AFTER_MS = 8000;
/** A stack that was killed is back after seconds, on a slow machine after more. */
const AFTER_KILL_MS = 10_000;
const SEEDS_A_KILL = 4;
const LEAD_OF_MAKING = 4;
/** Seconds before the change in which a release is not undone any more. */
const MARGIN = '2';

/** Whether a seed kills the stack in the middle of it: five of twenty do. */
export const kills = (seed: number): boolean => seed % SEEDS_A_KILL === 0;

/** Has everything change at a second while readers read it, on a stack of its own. */
export const seeFlip = async (plan: FlipPlan): Promise<FlipSeen> => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-flip-'));
  const file = join(folder, 'access.jsonl');
  const env = {
    ...{ SEED: '0', ACCESS_LINES: file, GATEWAY_PORT: String(await freePort()), RELEASE_MARGIN_SECONDS: MARGIN },
    ...planting(plan.defect),
  };
  const start = (port?: number) =>
    startStack({ data: join(folder, 'data'), env, ...(port === undefined ? {} : { port }) });
  let stack = await start();
  const again = async (): Promise<void> => {
    await stack.kill();
    stack = await start(stack.port);
  };
  try {
    const edge = await openEdge(plan.edge, stack);
    try {
      return { ...(await flipThrough(edge.url, { plan, stack, again })), lines: linesIn(file) };
    } finally {
      await edge.stop();
    }
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Started {
  readonly plan: FlipPlan;
  readonly stack: StackFile;
  /** Kills the stack and starts it. */
  readonly again: () => Promise<void>;
}

const flipThrough = async (url: string, { plan, stack, again }: Started): Promise<Omit<FlipSeen, 'lines'>> => {
  const chance = chanceOf(plan.seed);
  const staff = staffOf(stack);
  const began = nowMs();
  const before = await makeBefore(staff, plan.products);
  // Prices follow about as fast as products were made: a machine that is busy gets more time for both.
  const lead = Math.max(plan.lead * SECOND, LEAD_OF_MAKING * (nowMs() - began));
  const at = Math.ceil((nowMs() + lead) / SECOND) * SECOND;
  await scheduleAt(staff, before, at);
  const from = at - BEFORE_MS - chance.upTo(2 * SECOND);
  await pricesTold(stack, plan.products, { at, by: from - 2 * SECOND });
  const killAt = kills(plan.seed) ? at + chance.upTo(7 * SECOND) - 5 * SECOND : undefined;

  const objects = changingObjects(plan.products);
  const answers: Judged[] = [];
  let until = at + AFTER_MS;
  const reading = readAll({
    ...{ edge: url, objects, rate: plan.rate, from, until: () => until },
    each: (received) => {
      const { object, start, end, status } = received;
      answers.push({ name: object.name, start, end, status, shows: showsOf(received) });
    },
  });
  if (killAt !== undefined) {
    until = Number.POSITIVE_INFINITY;
    await sleep(killAt - nowMs());
    await again();
    until = Math.max(at, nowMs()) + AFTER_KILL_MS;
  }
  await reading;
  return { at, objects, answers, from, killed: killAt !== undefined };
};
