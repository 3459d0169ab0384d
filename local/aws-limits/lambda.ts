/**
 * How many of a function's invocations run at once on AWS, and which are refused. Pure: time is an argument, so that the
 * invoker asks it by the wall clock, and a rehearsal by a clock of its own.
 *
 * - One request at a time in an execution environment; reserved concurrency is a ceiling for its function and taken out
 *   of what the others share: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 * - A function gets at most 1,000 new environments per ten seconds, refilled continuously and never above 1,000:
 *   https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 * - How long an environment without work is kept is not promised anywhere: ten minutes are an assumption.
 */
export interface Concurrency {
  /** Invocations of all functions at once, at most: the account's limit. */
  readonly account: number;
  /** New environments that a function may get at once, and per second from then on. */
  readonly newAtOnce: number;
  readonly newPerSecond: number;
  /** Milliseconds after which an environment without work is gone. */
  readonly idleMs: number;
}

/** An account as AWS opens it. */
export const awsConcurrency: Concurrency = { account: 1000, newAtOnce: 1000, newPerSecond: 100, idleMs: 600_000 };

/** A function and its reserved concurrency; null: it has none, and shares what no function has reserved. */
export interface ReservedFunction {
  readonly name: string;
  readonly reserved: number | null;
}

/** What Lambda answers in `Reason` of a TooManyRequestsException: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export type Throttle =
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded';

/** An environment that works, until it is released. */
export interface Lease {
  /** The environment is a new one: its start is a part of this invocation. */
  readonly cold: boolean;
  /** Gives the environment back. @param now milliseconds, not before it was acquired; a second time does nothing */
  release(now: number): void;
}
export type Acquired = Lease | { readonly refused: Throttle };

/** What a function has met so far. */
export interface Tally {
  readonly invocations: number;
  readonly cold: number;
  readonly refused: Readonly<Partial<Record<Throttle, number>>>;
  /** Most invocations that ran at once. */
  readonly peak: number;
}

export interface Lambda {
  /** Takes an environment for one invocation, or says why there is none. @param now milliseconds, never going back */
  acquire(name: string, now: number): Acquired;
  tally(): ReadonlyMap<string, Tally>;
}

/** A function’s environments: those that work are counted, the others known by when they ended their last work. */
interface Fleet {
  readonly reserved: number | null;
  busy: number;
  /** The one that worked last is at the end, and works again first. */
  readonly idleSince: number[];
  /** New environments that it may have now, and as of when. */
  newOnes: number;
  refilledAt: number;
  invocations: number;
  cold: number;
  peak: number;
  readonly refused: Partial<Record<Throttle, number>>;
}

/**
 * Models an account with some functions.
 * @throws Error when they reserve more than the account has, or a name is unknown
 */
export const createLambda = (functions: readonly ReservedFunction[], limits: Concurrency): Lambda => {
  const shared = limits.account - functions.reduce((sum, { reserved }) => sum + (reserved ?? 0), 0);
  if (shared < 0) throw new Error(`concurrency: ${-shared} more are reserved than the account has`);
  let sharedBusy = 0;
  const fleets = new Map(
    functions.map(({ name, reserved }): [string, Fleet] => [
      name,
      {
        reserved,
        busy: 0,
        idleSince: [],
        newOnes: limits.newAtOnce,
        refilledAt: Number.NEGATIVE_INFINITY,
        invocations: 0,
        cold: 0,
        peak: 0,
        refused: {},
      },
    ]),
  );

  const throttleOf = (fleet: Fleet): Throttle | undefined => {
    if (fleet.reserved === null) return sharedBusy < shared ? undefined : 'ConcurrentInvocationLimitExceeded';
    return fleet.busy < fleet.reserved ? undefined : 'ReservedFunctionConcurrentInvocationLimitExceeded';
  };

  /** Takes an environment that is there, or a new one. @returns whether it is new; undefined: none may be made yet */
  const takeEnvironment = (fleet: Fleet, now: number): boolean | undefined => {
    const gone = fleet.idleSince.findIndex((since) => since + limits.idleMs > now);
    fleet.idleSince.splice(0, gone < 0 ? fleet.idleSince.length : gone);
    if (fleet.idleSince.pop() !== undefined) return false;
    const refill = ((now - fleet.refilledAt) / 1000) * limits.newPerSecond;
    fleet.newOnes = Math.min(limits.newAtOnce, fleet.newOnes + refill);
    fleet.refilledAt = now;
    if (fleet.newOnes < 1) return undefined;
    fleet.newOnes -= 1;
    return true;
  };

  return {
    acquire(name, now) {
      const fleet = fleets.get(name);
      if (!fleet) throw new Error(`concurrency: there is no function ${name}`);
      const refuse = (reason: Throttle) => {
        fleet.refused[reason] = (fleet.refused[reason] ?? 0) + 1;
        return { refused: reason };
      };
      const throttle = throttleOf(fleet);
      if (throttle) return refuse(throttle);
      const cold = takeEnvironment(fleet, now);
      if (cold === undefined) return refuse('FunctionInvocationRateLimitExceeded');
      fleet.busy += 1;
      fleet.invocations += 1;
      if (cold) fleet.cold += 1;
      fleet.peak = Math.max(fleet.peak, fleet.busy);
      if (fleet.reserved === null) sharedBusy += 1;
      let released = false;
      return {
        cold,
        release(at) {
          if (released) return;
          released = true;
          fleet.busy -= 1;
          if (fleet.reserved === null) sharedBusy -= 1;
          fleet.idleSince.push(at);
        },
      };
    },
    tally: () =>
      new Map(
        [...fleets].map(([name, { invocations, cold, refused, peak }]) => [
          name,
          { invocations, cold, refused: { ...refused }, peak },
        ]),
      ),
  };
};
