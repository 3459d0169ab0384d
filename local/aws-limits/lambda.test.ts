import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../test/support/chance.ts';
import { type Acquired, awsConcurrency, createLambda, type Lease } from './lambda.ts';

const isLease = (one: Acquired): one is Lease => 'release' in one;
const refusedBy = (one: Acquired) => (isLease(one) ? undefined : one.refused);
const leased = (one: Acquired): Lease => {
  if (!isLease(one)) throw new Error(`refused: ${one.refused}`);
  return one;
};

/** Erlang’s formula B: the part of arrivals that find all `servers` busy, at `load` = rate × mean duration. */
const erlangB = (servers: number, load: number): number => {
  let blocked = 1;
  for (let k = 1; k <= servers; k += 1) blocked = (load * blocked) / (k + load * blocked);
  return blocked;
};

/** Poisson arrivals with exponential durations, for a function with a ceiling; answers the part that was refused. */
const blocking = (servers: number, load: number, arrivals: number): number => {
  const random = chanceOf(42);
  const exponential = (mean: number) => -Math.log(1 - random()) * mean;
  const lambda = createLambda([{ name: 'f', reserved: servers }], { ...awsConcurrency, newAtOnce: servers });
  const running: { end: number; lease: Lease }[] = [];
  let now = 0;
  let refused = 0;
  for (let k = 0; k < arrivals; k += 1) {
    now += exponential(1000 / load);
    for (let at = running.length - 1; at >= 0; at -= 1) {
      const one = running[at]!;
      if (one.end > now) continue;
      one.lease.release(now);
      running[at] = running.at(-1)!;
      running.pop();
    }
    const got = lambda.acquire('f', now);
    if (isLease(got)) running.push({ end: now + exponential(1000), lease: got });
    else refused += 1;
  }
  return refused / arrivals;
};

describe('a ceiling', () => {
  it.each([
    [20, 18],
    [50, 50],
    [100, 120],
  ])('of %i refuses what Erlang B says of a load of %i, within three per cent', (servers, load) => {
    const expected = erlangB(servers, load);
    expect(Math.abs(blocking(servers, load, 1_200_000) / expected - 1)).toBeLessThan(0.03);
  });

  it('holds for its function, and is not taken from by the others', () => {
    const functions = [
      { name: 'buy', reserved: 2 },
      { name: 'browse', reserved: null },
    ];
    const lambda = createLambda(functions, { ...awsConcurrency, account: 5 });
    const browsing = [1, 2, 3, 4].map(() => lambda.acquire('browse', 0));
    expect(browsing.map(refusedBy)).toEqual([undefined, undefined, undefined, 'ConcurrentInvocationLimitExceeded']);
    expect([1, 2, 3].map(() => refusedBy(lambda.acquire('buy', 0)))).toEqual([
      undefined,
      undefined,
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ]);
    leased(browsing[0]!).release(1);
    expect(refusedBy(lambda.acquire('browse', 1))).toBeUndefined();
    expect(refusedBy(lambda.acquire('buy', 1))).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
    expect(lambda.tally().get('buy')).toEqual({
      invocations: 2,
      cold: 2,
      peak: 2,
      refused: { ReservedFunctionConcurrentInvocationLimitExceeded: 2 },
    });
  });

  it('cannot be more than the account has', () => {
    expect(() => createLambda([{ name: 'f', reserved: 6 }], { ...awsConcurrency, account: 5 })).toThrow(
      '1 more are reserved',
    );
  });
});

describe('new environments', () => {
  /** Offers `perSecond` invocations that never end, and counts those that run at each whole second. */
  const ramp = (perSecond: number, seconds: number): number[] => {
    const lambda = createLambda([{ name: 'f', reserved: null }], { ...awsConcurrency, account: 20_000 });
    const counts: number[] = [];
    let running = 0;
    for (let k = 0; k <= perSecond * seconds; k += 1) {
      if (isLease(lambda.acquire('f', (k * 1000) / perSecond))) running += 1;
      if (k % perSecond === 0) counts.push(running);
    }
    return counts;
  };

  it('are 1,000 at once and 1,000 per ten seconds from then on, within 1 %', () => {
    const running = ramp(30_000, 40);
    for (const [second, expected] of [
      [10, 2000],
      [20, 3000],
      [40, 5000],
    ] as const)
      expect(Math.abs(running[second]! / expected - 1)).toBeLessThan(0.01);
  });

  it('are not saved up: after a quiet minute there are 1,000, not 6,000', () => {
    const lambda = createLambda([{ name: 'f', reserved: null }], { ...awsConcurrency, account: 20_000 });
    const got = Array.from({ length: 3000 }, () => lambda.acquire('f', 60_000));
    expect(got.filter(isLease)).toHaveLength(1000);
    expect(refusedBy(got.at(-1)!)).toBe('FunctionInvocationRateLimitExceeded');
  });

  it('are needed only where no environment is free', () => {
    const lambda = createLambda([{ name: 'f', reserved: 10 }], awsConcurrency);
    const first = leased(lambda.acquire('f', 0));
    expect(first.cold).toBe(true);
    first.release(100);
    first.release(200);
    const second = leased(lambda.acquire('f', 300));
    expect(second.cold).toBe(false);
    expect(leased(lambda.acquire('f', 301)).cold).toBe(true);
    second.release(400);
    expect(leased(lambda.acquire('f', 400 + awsConcurrency.idleMs)).cold).toBe(true);
  });
});
