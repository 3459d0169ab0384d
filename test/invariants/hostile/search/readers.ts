import { isoTime, sleep } from '#lib/clock.ts';
import { type Copy, createCopy } from '../../../../functions/search/generations/copy.ts';
import type { Chance } from '../../../support/chance.ts';
import type { World } from '../world.ts';
import { type Things, titleOf } from './things.ts';

/** What was taken so long ago has to be seen. */
const SEEN_MS = 6000;
/** A route’s time. */
const SECONDS = 10;

/** What an answer had of each thing: its title. */
type Answer = ReadonlyMap<string, string>;

/** An environment that answers shoppers, and a look at everything that it answers. */
export class Reader {
  answers = 0;
  /** Files that it took in the place of another. */
  switches = 0;
  readonly broken = new Set<string>();
  private generation = '';
  private copy: Copy;
  private readonly world: World;
  private readonly things: Things;
  private readonly name: string;
  private readonly isSteady: boolean;

  /** @param isSteady nothing goes wrong with its calls: then it keeps its word by the second */
  constructor(world: World, things: Things, name: string, isSteady: boolean) {
    this.world = world;
    this.things = things;
    this.name = name;
    this.isSteady = isSteady;
    this.copy = createCopy();
  }

  /** Asks for everything once. @returns undefined when there was no answer */
  async ask(): Promise<Answer | undefined> {
    const began = this.world.now;
    const copy = this.copy;
    const process = this.world.process(this.name, this.isSteady);
    const ending = await this.world.run(process, () => everything(copy), this.isSteady ? undefined : SECONDS);
    if (ending.kind === 'gone') {
      // The environment has ended with its process.
      this.copy = createCopy();
      this.generation = '';
      return undefined;
    }
    if (ending.kind === 'threw') {
      if (this.isSteady) this.broken.add(`answer: ${this.name} threw ${String(ending.error)}`);
      return undefined;
    }
    const { generation, found } = ending.value;
    this.answers += 1;
    const [file = ''] = generation.split('.');
    if (this.generation !== '' && file !== this.generation) this.switches += 1;
    this.generation = file;
    if (this.isSteady) this.judge(found, began);
    return found;
  }

  /** Compares an answer with what there was to be seen. */
  private judge(found: Answer, began: number): void {
    for (const id of this.things.ids) {
      const states = this.things.possible(id, began, this.world.now, SEEN_MS);
      const title = found.get(id);
      const said = states.map(({ version, isShown }) => (isShown ? titleOf(id, version) : undefined));
      if (said.includes(title)) continue;
      const expected = said.map((one) => one ?? 'nothing').join(' or ');
      const law = title === undefined ? 'missed' : said.every((one) => one === undefined) ? 'shown' : 'old';
      this.broken.add(`${law}: ${this.name} answered ${title ?? 'nothing'}, and not ${expected}, at ${isoTime(began)}`);
    }
  }

  async live(chance: Chance, until: number): Promise<void> {
    // Some are asked all the time, some lie frozen for long.
    const pause = chance.pick([3000, 10_000, 30_000, 600_000]);
    while (this.world.now < until) {
      await this.ask();
      await sleep(chance.upTo(2 * pause));
    }
  }

  close(): void {
    this.copy.close();
  }
}

const everything = async (copy: Copy): Promise<{ generation: string; found: Answer }> => {
  const index = await copy.current();
  const at = isoTime(Date.now());
  const input = { q: '', kind: 'product', language: 'en', filters: {}, sort: 'title', limit: 100, at } as const;
  const { hits } = await index.search(input);
  const titles = hits.flatMap((hit) => (hit.kind === 'product' ? [[hit.product.id, hit.product.title] as const] : []));
  return { generation: index.generation, found: new Map(titles) };
};
