import type { SearchDocument } from '../../../../functions/search/document.ts';
import type { ReadDocuments, Sources } from '../../../../functions/search/engine.ts';
import { documentOf } from '../../../../functions/search/fixtures/documents.ts';
import { dynamodbError } from '../faults.ts';
import { here, type World } from '../world.ts';

/** A state of a thing: from when on, milliseconds since 1970. */
interface State {
  readonly from: number;
  readonly version: number;
  readonly isShown: boolean;
}
/** A time at which a consumer took a thing in: it read what it took after it began, and had put it when it ended. */
interface Taken {
  readonly began: number;
  readonly ended: number;
}

const PAGE = 7;
/** A list is made behind what it lists, so long at most. */
const LAG_MS = 120_000;

const idOf = (number: number): string => `prd_${String(number).padStart(4, '0')}`;
export const titleOf = (id: string, version: number): string => `Thing ${id.slice('prd_'.length)} v${version}`;

/** What a shop has: things that are shown, withdrawn and changed, and what is known of each. */
export class Things implements Sources {
  readonly ids: readonly string[];
  private readonly world: World;
  private readonly states = new Map<string, State[]>();
  private readonly taken = new Map<string, Taken[]>();

  constructor(world: World, count: number) {
    this.world = world;
    this.ids = Array.from({ length: count }, (_, number) => idOf(number));
    for (const id of this.ids) {
      this.states.set(id, [{ from: world.now, version: 0, isShown: false }]);
      this.taken.set(id, []);
    }
  }

  change(id: string, isShown: boolean): void {
    const states = this.states.get(id) as State[];
    const version = (states.at(-1)?.version ?? 0) + 1;
    states.push({ from: this.world.now, version, isShown });
  }

  noteTaken(ids: readonly string[], began: number): void {
    for (const id of ids) this.taken.get(id)?.push({ began, ended: this.world.now });
  }

  now(id: string): State {
    return this.states.get(id)?.at(-1) as State;
  }

  /**
   * What whoever asked between two moments has to see of a thing, as of what was taken so long before: the state that was
   * taken last then, and every later one, up to the last.
   */
  possible(id: string, began: number, ended: number, withinMs: number): State[] {
    const states = this.states.get(id) as State[];
    const known = (this.taken.get(id) ?? []).filter((one) => one.ended <= began - withinMs);
    const since = Math.max(0, ...known.map((one) => one.began));
    const first = known.length === 0 ? 0 : states.findLastIndex(({ from }) => from <= since);
    return states.slice(Math.max(0, first)).filter(({ from }) => from <= ended);
  }

  private ask<T>(label: string, send: () => T): Promise<T> {
    const found = here();
    if (!found) return Promise.resolve(send());
    return this.world.call(found.process, 'dynamodb', label, async () => send(), dynamodbError({}, 'BatchGet'));
  }

  private documentOf(id: string): SearchDocument | undefined {
    const { version, isShown } = this.now(id);
    return isShown ? documentOf(id, titleOf(id, version)) : undefined;
  }

  /** Reads strongly, by two calls: a moment lies between them. */
  readonly read: ReadDocuments = async (ids) => {
    const half = Math.ceil(ids.length / 2);
    const [first, second] = [ids.slice(0, half), ids.slice(half)];
    const found = await this.ask(`BatchGet ${first[0]}…`, () => first.map((id) => this.documentOf(id)));
    if (second.length === 0) return found;
    return [...found, ...(await this.ask(`BatchGet ${second[0]}…`, () => second.map((id) => this.documentOf(id))))];
  };

  /** Lists as it was a while ago, at times. */
  async list(cursor: string | undefined): Promise<{ ids: readonly string[]; cursor: string | undefined }> {
    const at = this.world.now - (this.world.faults ? this.world.chance.upTo(LAG_MS) : 0);
    const from = Number(cursor ?? 0);
    return this.ask(`Query things from ${from}`, () => {
      const page = this.ids.slice(from, from + PAGE);
      const shown = page.filter((id) => this.states.get(id)?.findLast((state) => state.from <= at)?.isShown);
      const next = from + PAGE < this.ids.length ? String(from + PAGE) : undefined;
      return { ids: shown, cursor: next };
    });
  }
}
