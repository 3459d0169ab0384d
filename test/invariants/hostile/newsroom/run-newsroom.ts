import { isoTime } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import type { Stack } from '../../../../stack/model.ts';
import { chanceOf } from '../../../support/chance.ts';
import { finished, liveAll, MINUTE_MS, openWorld, restless, settle } from '../histories.ts';
import { People } from '../people.ts';
import type { Outcome } from '../run.ts';
import { dropTables, readEverything } from '../tables.ts';
import { Restless } from '../world.ts';
import { editor, openNewsroom } from './editors.ts';
import { newsroomBroken, type Rest } from './laws.ts';
import { publisher } from './publisher.ts';
import { ReleaseWatch } from './watch.ts';

const EDITORS = 3;
const CHORES = 9;
const RELEASES = 3;

/**
 * Runs the history of one seed: editors who write, publish, schedule, correct, unpublish and delete the same few stories, and a
 * publisher who releases several of them with fronts and price lists at one second, through the shipped functions, while everything that can go wrong does; then, when nothing interferes any more and every
 * moment has come, the laws are checked. `orders` counts entries, `paid` those that were published.
 */
export const runNewsroomSeed = async (
  seed: number,
  stackOf: (stage: string) => Promise<Stack>,
  endpoint: string,
  onLine?: (line: string) => void,
): Promise<Outcome> => {
  const { world, cloud, roles, stack, stage } = await openWorld(seed, stackOf, endpoint, onLine);
  const people = new People(world, cloud, () => ({ stop: () => undefined, least: () => 0 }));
  const watch = new ReleaseWatch(() => world.now);
  world.onCall = (_service, _name, input) => watch.see(input);
  logTo((line) => {
    watch.hear(line);
    onLine?.(`    ${line.trim()}`);
  });
  const outcome = () => ({
    seed,
    steps: world.steps,
    fingerprint: world.fingerprint(),
    paused: 0,
    releases: watch.begun,
    disarmed: watch.undone,
  });
  const story = async (): Promise<undefined> => {
    const plot = chanceOf(seed ^ 0x2545f491);
    const { faults } = world;
    world.faults = undefined;
    const room = await finished(world, 'opening', () => openNewsroom(people));
    await world.go();
    world.faults = faults;
    const chances = Array.from({ length: EDITORS }, () => chanceOf(plot.upTo(2 ** 31)));
    const all = liveAll(world, [
      ...chances.map((chance) => ['editor', () => editor(CHORES, chance, people, room)] as const),
      ['publisher', () => publisher(RELEASES, chanceOf(plot.upTo(2 ** 31)), people, room)],
    ]);
    cloud.runSchedules(20 * MINUTE_MS);
    await all;
    await settle(world, cloud);
    return undefined;
  };
  try {
    const ending = await story().catch(restless);
    if (ending instanceof Restless) return { ...outcome(), broken: [ending.message], orders: 0, paid: 0 };
    const kept = await readEverything(endpoint, stack, stage);
    const rest = { people, cloud, kept, asked: people.asked, now: isoTime(world.now), watch } as unknown as Rest;
    const broken = [...newsroomBroken(rest), ...roles.denied];
    const count = (type: string, isSo = (_: Record<string, unknown>) => true) =>
      kept.filter(({ module, item }) => module === 'content' && item['type'] === type && isSo(item)).length;
    const shown = count('live', ({ told }) => told !== undefined);
    return { ...outcome(), broken, orders: count('entry'), paid: shown };
  } finally {
    await dropTables(endpoint, stack, stage);
  }
};
