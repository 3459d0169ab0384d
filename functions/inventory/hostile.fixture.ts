import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { client, type Item } from '#lib/table.ts';

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

/** A small generator of numbers below 1, the same for the same seed: mulberry32. */
export const dice = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

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
  readonly units = new Units();
  private readonly waiting: (() => void)[] = [];
  private readonly late: (() => void)[] = [];
  private pumping = false;

  constructor(seed: number, faults: Faults) {
    this.random = dice(seed);
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
      if (twice) this.units.see(call, (await send()).output);
      const answer = await send();
      this.units.see(call, answer.output);
      return answer;
    } catch (error) {
      if (twice) (error as { $metadata?: { attempts?: number } }).$metadata = { attempts: 2 };
      throw error;
    }
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

/** What is unheld, as the table says it: units in counters, and those that move between them. */
export class Units {
  private readonly counters = new Map<string, number>();
  private readonly moving = new Map<string, number>();
  private readonly credits = new Map<string, string[]>();
  private readonly watches = new Set<{ least: number }>();

  private now(): number {
    return [...this.counters.values(), ...this.moving.values()].reduce((sum, n) => sum + n, 0);
  }

  start(shard: number, n: number): void {
    this.counters.set(String(shard), n);
  }

  /** Follows how few there were from now on. */
  watch(): { readonly least: number } {
    const watch = { least: this.now() };
    this.watches.add(watch);
    return watch;
  }

  see(call: Call, output: Item): void {
    if (call.name === 'TransactWriteItemsCommand') this.seeCredits(call.input);
    const key = call.input['Key'] as { pk?: string } | undefined;
    const after = output['Attributes'] as Record<string, number> | undefined;
    const [, shard] = key?.pk?.match(/^stock#.+#(\d+)$/) ?? [];
    if (call.name !== 'UpdateItemCommand' || shard === undefined || !after) return;
    const expression = String(call.input['UpdateExpression']);
    if (expression.includes('#mt = #t')) this.moving.set(`ticket-${shard}-${after['mt']}`, after['mq'] ?? 0);
    if (expression.includes('#c = :k'))
      for (const id of this.credits.get(`${shard} ${after['c']}`) ?? []) this.moving.delete(id);
    this.counters.set(shard, after['n'] ?? 0);
    const now = this.now();
    for (const watch of this.watches) watch.least = Math.min(watch.least, now);
  }

  private seeCredits(input: Item): void {
    for (const { Put } of input['TransactItems'] as { Put?: { Item: Item } }[]) {
      const [, shard] = String(Put?.Item['pk']).match(/^credit#.+#(\d+)$/) ?? [];
      const parts = Put?.Item['parts'] as { id: string }[] | undefined;
      if (shard !== undefined && parts)
        this.credits.set(
          `${shard} ${Number(Put?.Item['sk'])}`,
          parts.map(({ id }) => id),
        );
    }
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
