import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Chance } from '../../support/chance.ts';
import { type Fault, type Faults, faultOf, type Service } from './faults.ts';
import type { Pause, Pauses } from './pauses.ts';

/**
 * A world in which one thing happens at a time. Functions run as they are, until they call something outside; there they
 * wait. When all of them wait, the seed picks who goes on, and what goes wrong with that call. Time is the world's own:
 * it passes a little with every step, and leaps when nothing else can happen.
 */
export interface Process {
  readonly name: string;
  /** None of its calls gets through any more, and nothing is answered: it was killed between two awaits. */
  dead: boolean;
  /** It stands still until then: milliseconds since 1970. What it does next comes late. */
  frozenUntil: number;
  /** The people of the story: nothing goes wrong inside them. */
  readonly person: boolean;
  readonly onDeath: (() => void)[];
}

/** A call that waits for its turn. */
interface Waiting {
  readonly process: Process;
  readonly service: Service;
  /** What is called and on what, for the record. */
  readonly label: string;
  readonly send: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly fail: (fault: Fault) => Error;
  pause: Pause | undefined;
}
/** Something that will happen: a timer, a message that becomes visible, a request that was lost and comes late. */
interface Due {
  readonly at: number;
  readonly name: string;
  readonly start: () => void | Promise<void>;
}

/** How a process ended. */
export type Ending<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'gone' };

const actors = new AsyncLocalStorage<{ readonly world: World; readonly process: Process }>();
/** The world and the process that the running code belongs to; undefined in calm code. */
export const here = () => actors.getStore();

const realImmediate = setImmediate;
/** Lets everybody come to the next call: without input or output under way, a turn of the loop runs all there is to run. */
const quiet = (): Promise<void> => new Promise((resolve) => realImmediate(() => realImmediate(resolve)));

const MINUTE_MS = 60_000;

/** When a call may go on: milliseconds since 1970. */
const goesOnAt = ({ process, pause }: Waiting): number => Math.max(process.frozenUntil, pause?.until ?? 0);

/** Longer than anything that a shop waits for: an import, a bank, a dead letter. */
const REST_MS = 60 * 24 * 60 * MINUTE_MS;
/** A history has 2,000 to 10,000. */
const MOST_STEPS = 200_000;

/** A history that never ends. */
export class Restless extends Error {}

export class World {
  readonly chance: Chance;
  now: number;
  /** Off: nothing goes wrong any more, and nothing is delivered twice. */
  faults: Faults | undefined;
  /** In some seeds: which calls to a table wait for something else to happen first. */
  pauses: Pauses | undefined;
  steps = 0;
  /** What happened, as a fingerprint: the same seed gives the same. */
  private readonly trace = createHash('sha256');
  private readonly until: number;
  private readonly waiting: Waiting[] = [];
  private readonly agenda = new Set<Due>();
  private readonly names = new Map<string, number>();
  /** Called with each line of the record. */
  onStep: ((line: string) => void) | undefined;
  /** Called after each call that took effect. */
  onCall: ((service: Service, label: string, input: unknown, output: unknown) => void) | undefined;

  constructor(chance: Chance, start: number, faults: Faults) {
    this.chance = chance;
    this.now = start;
    this.until = start + REST_MS;
    this.faults = faults;
  }

  /** Plans something. @returns a function that calls it off */
  later(milliseconds: number, name: string, start: Due['start']): () => void {
    const due: Due = { at: this.now + Math.max(0, Math.ceil(milliseconds)), name, start };
    this.agenda.add(due);
    return () => void this.agenda.delete(due);
  }

  process(name: string, person = false): Process {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return { name: `${name}/${count}`, dead: false, frozenUntil: 0, person, onDeath: [] };
  }

  /** Runs code as a process; answers how it ended. `seconds`: its caller waits no longer; it may go on all the same. */
  async run<T>(process: Process, fn: () => Promise<T>, seconds?: number): Promise<Ending<T>> {
    const ended = actors.run({ world: this, process }, () =>
      fn().then(
        (value): Ending<T> => ({ kind: 'answered', value }),
        (error): Ending<T> => ({ kind: 'threw', error }),
      ),
    );
    return new Promise((resolve) => {
      const gone = (): void => resolve({ kind: 'gone' });
      process.onDeath.push(gone);
      const cancel = seconds === undefined ? undefined : this.later(seconds * 1000, `${process.name} timed out`, gone);
      void ended.then((ending) => {
        cancel?.();
        resolve(ending);
      });
    });
  }

  /** A call of a running process to something outside; it waits for its turn. */
  call<T>(
    process: Process,
    service: Service,
    label: string,
    send: () => Promise<T>,
    fail: (fault: Fault) => Error,
    pause?: Pause,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (process.dead) return;
      const answered = resolve as (value: unknown) => void;
      this.waiting.push({ process, service, label, send, resolve: answered, reject, fail, pause });
    });
  }

  /**
   * Goes on until nothing is left to happen, or `until` says so.
   * @throws {Restless} something is still going on long after the last buyer has left
   */
  async go(until: () => boolean = () => false): Promise<void> {
    for (;;) {
      await quiet();
      if (until()) return;
      const calls = this.waiting.filter((call) => goesOnAt(call) <= this.now);
      const due = [...this.agenda].filter(({ at }) => at <= this.now);
      if (calls.length + due.length === 0) {
        if (!this.leap()) return;
        continue;
      }
      if (this.now > this.until || this.steps > MOST_STEPS)
        throw new Restless(`does not come to rest: still "${(due[0] ?? calls[0]?.process)?.name}"`);
      if (this.faults && this.chance.happens(this.faults.leap)) this.pass(this.chance.upTo(10 * MINUTE_MS));
      this.pass(1 + this.chance.upTo(8));
      const index = this.chance.upTo(calls.length + due.length);
      const call = calls[index];
      if (call) await this.perform(call);
      else {
        const next = due[index - calls.length] as Due;
        this.agenda.delete(next);
        this.record(next.name);
        await next.start();
      }
    }
  }

  fingerprint(): string {
    return this.trace.copy().digest('hex').slice(0, 16);
  }

  /** Nobody can do anything now: on to the next thing that is due. */
  private leap(): boolean {
    const times = [...[...this.agenda].map(({ at }) => at), ...this.waiting.map(goesOnAt)];
    if (times.length === 0) return false;
    this.pass(Math.max(0, Math.min(...times) - this.now));
    return true;
  }

  private pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  private record(line: string): void {
    this.steps += 1;
    this.trace.update(`${this.now} ${line}\n`);
    this.onStep?.(`${this.steps} ${new Date(this.now).toISOString()} ${line}`);
  }

  private async perform(call: Waiting): Promise<void> {
    this.waiting.splice(this.waiting.indexOf(call), 1);
    const { process, service, label } = call;
    if (process.dead) return;
    this.pauses?.ended(call.pause);
    call.pause = undefined;
    const fault = this.faults && !process.person ? faultOf(this.chance, this.faults, service, label) : 'none';
    if (fault === 'freeze') {
      process.frozenUntil = this.now + 1 + this.chance.upTo(this.chance.happens(0.7) ? 20_000 : 15 * MINUTE_MS);
      this.waiting.push(call);
      return this.record(`${process.name} stands still at ${label}`);
    }
    this.record(`${process.name} ${label}${fault === 'none' ? '' : ` !${fault}`}`);
    switch (fault) {
      case 'kill-before':
        return this.kill(process);
      case 'kill-after':
        await this.effect(call).catch(() => undefined);
        return this.kill(process);
      case 'lost-answer':
        await this.effect(call).catch(() => undefined);
        return call.reject(call.fail(fault));
      case 'late':
        // The request is on its way when its caller gives up; it arrives all the same.
        this.later(this.chance.upTo(this.chance.happens(0.7) ? 5000 : 20 * MINUTE_MS), `${label} arrives late`, () =>
          this.effect(call).then(
            () => undefined,
            () => undefined,
          ),
        );
        return call.reject(call.fail(fault));
      case 'before':
      case 'throttle':
      case 'conflict':
        return call.reject(call.fail(fault));
      case 'twice':
        // The first answer was lost, and the SDK sent the same again.
        await this.effect(call).catch(() => undefined);
        return this.answer(call, 2);
      case 'none':
        return this.answer(call, 1);
    }
  }

  private async answer(call: Waiting, attempts: number): Promise<void> {
    try {
      call.resolve(await this.effect(call));
    } catch (error) {
      if (attempts > 1) Object.assign((error as { $metadata?: object }).$metadata ?? {}, { attempts });
      call.reject(error);
    }
  }

  /** Does what was asked, in the world outside of every process. */
  private effect(call: Waiting): Promise<unknown> {
    return actors.exit(call.send);
  }

  private kill(process: Process): void {
    process.dead = true;
    for (const one of [...this.waiting]) if (one.process === process) this.waiting.splice(this.waiting.indexOf(one), 1);
    for (const tell of process.onDeath) tell();
  }
}
