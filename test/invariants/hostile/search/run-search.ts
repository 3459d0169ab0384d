import { logTo } from '#lib/log.ts';
import { remove, writeIf } from '#lib/table.ts';
import { builder } from '../../../../functions/search/generations/building/maintain.ts';
import { workHere } from '../../../../functions/search/generations/building/work-file.ts';
import { type ChangeLog, createChangeLog } from '../../../../functions/search/generations/change-log.ts';
import { changeAt, table } from '../../../../functions/search/generations/log-table.ts';
import { generationOf, readPointer } from '../../../../functions/search/generations/pointer.ts';
import { askRebuild } from '../../../../functions/search/generations/rebuild.ts';
import type { Stack } from '../../../../stack/model.ts';
import { type Chance, chanceOf } from '../../../support/chance.ts';
import { rough } from '../faults.ts';
import { finished, liveAll, MINUTE_MS, openWorld, restless } from '../histories.ts';
import type { Outcome } from '../run.ts';
import { dropTables } from '../tables.ts';
import { Restless, type World } from '../world.ts';
import { Reader } from './readers.ts';
import { Things, titleOf } from './things.ts';

const THINGS = 40;
const READERS = 8;
/** Of them, those whose calls go through. */
const STEADY = 5;
const WRITERS = 3;
const MINUTES = 30;
/** What a queue waits before a message that failed comes again. */
const VISIBILITY_MS = 30_000;
const BUILDER_SECONDS = 900;
const LEAP = 0.0004;

/** What a history has. */
interface Story {
  readonly world: World;
  readonly things: Things;
  readonly writers: readonly ChangeLog[];
  readonly until: number;
  /** Messages that are on their way. */
  open: number;
}

/**
 * Runs the history of one seed: somebody shows, changes and withdraws things, alone and by the dozen, whose events come late,
 * twice and in any order; builders pack the log and make files, killed anywhere and two at once; eight environments answer. Then,
 * when nothing interferes any more, each answers what there is. `orders` counts answers, `paid` files that were switched to.
 */
export const runSearchSeed = async (
  seed: number,
  stackOf: (stage: string) => Promise<Stack>,
  endpoint: string,
  onLine?: (line: string) => void,
): Promise<Outcome> => {
  const { world, roles, stack, stage, start } = await openWorld(seed, stackOf, endpoint, onLine);
  if (!onLine) logTo(() => undefined);
  // Leaps of the clock would leave builders few minutes.
  world.faults = { ...rough, leap: LEAP };
  const plot = chanceOf(seed ^ 0x2545f491);
  const things = new Things(world, THINGS);
  const story: Story = {
    world,
    things,
    writers: Array.from({ length: WRITERS }, createChangeLog),
    until: start + MINUTES * MINUTE_MS,
    open: 0,
  };
  const names = ['search/search-products', 'search/suggest-queries', 'site/get-search'];
  const readers = Array.from(
    { length: READERS },
    (_, number) => new Reader(world, things, names[number % names.length] as string, number < STEADY),
  );
  const broken = (): string[] => [...readers.flatMap((one) => [...one.broken]), ...roles.denied];
  const outcome = (more: readonly string[], generations = 0) => ({
    seed,
    steps: world.steps,
    fingerprint: world.fingerprint(),
    paused: 0,
    broken: [...broken(), ...more].slice(0, 20),
    orders: readers.reduce((sum, { answers }) => sum + answers, 0),
    paid: readers.reduce((sum, { switches }) => sum + switches, 0),
    releases: generations,
    disarmed: 0,
  });
  const run = async (): Promise<{ more: string[]; generations: number }> => {
    builders(story, chanceOf(plot.upTo(2 ** 31)));
    const [writing, asking] = [chanceOf(plot.upTo(2 ** 31)), chanceOf(plot.upTo(2 ** 31))];
    await liveAll(world, [
      ['editor', () => editor(story, writing)],
      ['operator', () => operator(story, asking)],
      ...readers.map((one) => {
        const chance = chanceOf(plot.upTo(2 ** 31));
        return ['reader', () => one.live(chance, story.until)] as const;
      }),
    ]);
    world.faults = undefined;
    await world.go();
    for (let minute = 0; minute < 3; minute += 1)
      await finished(world, 'the last builders', () => build(world, things));
    const fresh = [new Reader(world, things, 'search/search-products', true)];
    const more: string[] = [];
    for (const one of [...readers, ...fresh]) more.push(...(await atRest(world, things, one)));
    const pointer = await finished(world, 'the pointer', readPointer);
    for (const one of fresh) one.close();
    return { more, generations: generationOf(pointer) };
  };
  try {
    const ending = await run().catch(restless);
    if (ending instanceof Restless) return outcome([ending.message]);
    return outcome(ending.more, ending.generations);
  } finally {
    for (const one of readers) one.close();
    await dropTables(endpoint, stack, stage);
  }
};

/** When nothing interferes any more, an environment answers what there is. */
const atRest = async (world: World, things: Things, reader: Reader): Promise<string[]> => {
  world.later(7000, 'a while later', () => undefined);
  await world.go();
  let answer: Awaited<ReturnType<Reader['ask']>>;
  const asking = reader.ask().then((found) => {
    answer = found ?? new Map();
  });
  await world.go(() => answer !== undefined);
  await asking;
  return things.ids.flatMap((id) => {
    const { isShown, version } = things.now(id);
    const expected = isShown ? titleOf(id, version) : undefined;
    const found = answer?.get(id);
    return found === expected ? [] : [`rest: ${found ?? 'nothing'} is found at last, and not ${expected ?? 'nothing'}`];
  });
};

/** Hands an event to its consumer until that has taken it. */
const deliver = (story: Story, ids: readonly string[], lag: number): void => {
  const { world, things, writers } = story;
  story.open += 1;
  world.later(lag, `an event of ${ids.length} comes`, () => {
    const began = world.now;
    const log = world.chance.pick(writers);
    void world
      .run(world.process('search/on-product-changed'), () => log.take(ids, things.read), 30)
      .then((ending) => {
        if (ending.kind === 'answered') things.noteTaken(ids, began);
        else deliver(story, ids, VISIBILITY_MS);
        story.open -= 1;
      });
  });
};

/** Tells of a change, late, and mostly twice. */
const tell = (story: Story, ids: readonly string[]): void => {
  const { chance } = story.world;
  const times = chance.happens(0.6) ? 2 : 1;
  for (let time = 0; time < times; time += 1)
    deliver(story, ids, chance.upTo(chance.happens(0.8) ? 3000 : 10 * MINUTE_MS));
};

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Shows, changes and withdraws things, alone, and all of them at once as an import does. */
const editor = async (story: Story, chance: Chance): Promise<void> => {
  const { world, things, until } = story;
  while (world.now < until) {
    if (chance.happens(0.12)) {
      for (const id of things.ids) things.change(id, chance.happens(0.8));
      tell(story, things.ids);
    } else {
      const id = chance.pick(things.ids);
      things.change(id, chance.happens(0.6));
      tell(story, [id]);
    }
    await wait(chance.upTo(15_000));
  }
};

/** Asks for the index to be made anew, and lets entries of the log go that nothing needs, as their time to live does. */
const operator = async ({ world, until }: Story, chance: Chance): Promise<void> => {
  let gone = 0;
  while (world.now < until) {
    await wait(chance.upTo(3 * MINUTE_MS));
    if (chance.happens(0.8)) await askRebuild();
    const { lowest } = await readPointer();
    for (; gone < lowest && chance.happens(0.9); gone += 1) await writeIf(remove(table, changeAt(gone + 1).key));
  }
};

const build = (world: World, things: Things): Promise<void> =>
  builder(createChangeLog(), workHere)(things, { anew: false, untilMs: world.now + BUILDER_SECONDS * 800 });

/** Starts a builder each minute, at times two. */
const builders = (story: Story, chance: Chance): void => {
  const { world, things, until } = story;
  world.later(MINUTE_MS, 'time for search/build-index', () => {
    const count = chance.happens(0.3) ? 2 : 1;
    for (let one = 0; one < count; one += 1)
      void world.run(world.process('search/build-index'), () => build(world, things), BUILDER_SECONDS);
    if (world.now < until) builders(story, chance);
  });
};
