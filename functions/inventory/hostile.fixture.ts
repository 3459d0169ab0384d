import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { client, type Item } from '#lib/table.ts';
import { chanceOf } from '../../test/support/chance.ts';
import { Unheld } from '../../test/support/unheld.ts';

/**
 * For tests: an adversary between the code and the real table. Calls run one at a time, and the seed picks whose is next.
 * A call may fail before it is sent, lose its answer, be sent twice as the SDK does after a lost answer, or wait until all
 * others are done; and an actor may be killed between any two calls, after which none of its calls gets through.
 */
export interface Faults {
  readonly before: number;
  readonly lost: number;
  readonly twice: number;
  readonly late: number;
  readonly kill: number;
}
export const calm: Faults = { before: 0, lost: 0, twice: 0, late: 0, kill: 0 };
export const rough: Faults = { before: 0.02, lost: 0.03, twice: 0.02, late: 0.02, kill: 0.03 };

export class Killed extends Error {
  override readonly name = 'Killed';
}

interface Actor {
  dead: boolean;
}
interface Call {
  readonly name: string;
  readonly input: Item;
}

const actors = new AsyncLocalStorage<{ world: World; actor: Actor }>();

export class World {
  readonly random: () => number;
  readonly faults: Faults;
  readonly units = new Unheld();
  private readonly waiting: (() => void)[] = [];
  private readonly late: (() => void)[] = [];
  private pumping = false;

  constructor(seed: number, faults: Faults) {
    this.random = chanceOf(seed);
    this.faults = faults;
    install();
  }

  /** Runs an actor; one that is killed answers nothing. */
  async act<T>(fn: () => Promise<T>): Promise<T | undefined> {
    const actor = { dead: false };
    try {
      return await actors.run({ world: this, actor }, fn);
    } catch (error) {
      if (actor.dead) return undefined;
      throw error;
    }
  }

  async call(actor: Actor, call: Call, send: () => Promise<{ output: Item }>): Promise<{ output: Item }> {
    if (actor.dead) throw new Killed();
    await this.turn();
    const roll = this.random();
    const { before, lost, twice, kill } = this.faults;
    const below = [kill / 2, kill, kill + before, kill + before + lost, kill + before + lost + twice];
    const fault = below.findIndex((limit) => roll < limit);
    try {
      if (fault === 0) throw this.kill(actor);
      if (fault === 2) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      const sent = await this.sent(call, send, fault === 4);
      if (fault === 1) throw this.kill(actor);
      if (fault === 3) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      return sent;
    } finally {
      this.pumping = false;
      void this.pump();
    }
  }

  private async sent(call: Call, send: () => Promise<{ output: Item }>, twice: boolean): Promise<{ output: Item }> {
    try {
      if (twice) this.see(call, (await send()).output);
      const answer = await send();
      this.see(call, answer.output);
      return answer;
    } catch (error) {
      if (twice) (error as { $metadata?: { attempts?: number } }).$metadata = { attempts: 2 };
      throw error;
    }
  }

  private see({ name, input }: Call, output: Item): void {
    this.units.see(name.replace(/Items?Command$/, ''), input, output);
  }

  private kill(actor: Actor): Killed {
    actor.dead = true;
    return new Killed();
  }

  private turn(): Promise<void> {
    const row = this.random() < this.faults.late ? this.late : this.waiting;
    return new Promise((resolve) => {
      row.push(resolve);
      void this.pump();
    });
  }

  /** Lets everybody come to their next call, then picks one; late ones when nobody else wants anything. */
  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    await nextTurn();
    await nextTurn();
    if (this.waiting.length === 0) for (let turn = 0; turn < 30; turn += 1) await nextTurn();
    const row = this.waiting.length > 0 ? this.waiting : this.late;
    const [next] = row.splice(Math.floor(this.random() * row.length), 1);
    if (next) next();
    else this.pumping = false;
  }
}

let installed = false;
const install = (): void => {
  if (installed) return;
  installed = true;
  client().middlewareStack.add(
    (next, context) => async (args) => {
      const here = actors.getStore();
      if (!here) return next(args);
      const name = String((context as { commandName?: string }).commandName);
      const send = () => next(args) as Promise<{ output: Item; response: unknown }>;
      return here.world.call(here.actor, { name, input: args.input as Item }, send) as never;
    },
    { step: 'initialize', priority: 'high', name: 'hostile' },
  );
};
