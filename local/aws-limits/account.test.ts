import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../test/support/chance.ts';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { createGateway } from '../gateway/gateway.ts';
import { type PlannedFunction, type PlannedRoute, planOf } from '../plan.ts';
import { createInvoker } from '../triggers/invoker.ts';
import { type Account, createAccount, Throttled } from './account.ts';

const idle = () => undefined;
const contract = (path: string) => ({ contract: { method: 'GET', path, access: 'public' } });
/** Two functions of a shop: one with so many environments of its own, and one that has what nobody has reserved. */
const stackWith = (handler: () => unknown, reserved: number) => {
  const made = stackOf([
    fn('http', 'shop', 'browse', handler, contract('/browse')),
    fn('http', 'shop', 'buy', handler, contract('/buy')),
  ])('test');
  const functions = made.functions.map((one) => ({
    ...one,
    reservedConcurrency: one.file === 'browse' ? reserved : null,
  }));
  return { ...made, concurrency: { account: 100, others: 0 }, functions };
};

describe('an account', () => {
  it('divided for a small machine rounds ceilings up, has six for the others, and two batches for a mapping', () => {
    const plan = planOf(stackWith(idle, 30));
    const account = createAccount(plan, { divisor: 20, now: () => 0 });
    const begun = (name: string) => Array.from({ length: 10 }, () => {
      try {
        return account.begin(name) && 'begun';
      } catch (error) {
        return (error as Throttled).reason;
      }
    }); // biome-ignore format: ten of them
    expect(begun('floodgate-test-shop-browse').filter((one) => one === 'begun')).toHaveLength(2);
    expect(begun('floodgate-test-shop-buy').filter((one) => one === 'begun')).toHaveLength(6);
    expect([1, 20, 100].map(account.maxConcurrency)).toEqual([2, 2, 5]);
    expect(account.report().functions['floodgate-test-shop-buy']).toMatchObject({
      invocations: 6,
      refused: { ConcurrentInvocationLimitExceeded: 4 },
    });
  });

  it('refuses by the wall clock what it refuses of the same trace by a clock of its own', async () => {
    const chance = chanceOf(7);
    const stack = stackWith(() => wait(5 + chance.upTo(20)), 4);
    const plan = planOf(stack);
    const browse = plan.functions.find(({ id }) => id === 'shop/browse') as PlannedFunction;
    /** What was asked of the account, in its order: the start of an invocation, or the end of an earlier one. */
    const trace: { at: number; ends?: number; refused?: boolean }[] = [];
    let at = 0;
    const clock = () => (at = performance.now());
    const real = createAccount(plan, { now: clock });
    const recorded: Account = {
      ...real,
      begin(name) {
        const begun = trace.push({ at: 0 }) - 1;
        try {
          const end = real.begin(name);
          trace[begun] = { at, refused: false };
          return () => {
            end();
            trace.push({ at, ends: begun });
          };
        } catch (error) {
          trace[begun] = { at, refused: true };
          throw error;
        }
      },
    };
    const invoker = createInvoker(stack, { account: recorded, longer: 1000 });
    const started: Promise<unknown>[] = [];
    for (let k = 0; k < 300; k += 1) {
      started.push(invoker.invoke(browse, {}).catch((error: unknown) => expect(error).toBeInstanceOf(Throttled)));
      if (k % 3 === 0) await wait(chance.upTo(12));
    }
    await Promise.all(started);
    const refusals = trace.filter(({ refused }) => refused).length;
    expect(refusals).toBeGreaterThan(10);
    expect(trace.filter(({ refused }) => refused === false).length).toBeGreaterThan(10);

    const virtual = createAccount(plan, { now: () => at });
    const ends = new Map<number, () => void>();
    const replayed = trace.map((event, index) => {
      at = event.at;
      if (event.ends !== undefined) return void ends.get(event.ends)?.();
      try {
        ends.set(index, virtual.begin(browse.name));
        return false;
      } catch {
        return true;
      }
    });
    expect(replayed).toEqual(trace.map(({ refused }) => refused));
  });
});

it('a flood of one route takes nothing from what the whole API lets in for the others', () => {
  const plan = planOf(stackWith(idle, 30));
  const [browse, buy] = plan.routes.filter(({ method }) => method === 'GET') as [PlannedRoute, PlannedRoute];
  const account = createAccount({ ...plan, throttle: { perSecond: 10, burst: 10 } }, { now: () => 0 });
  const flooded = { ...browse, throttle: { perSecond: 2, burst: 2 } };
  expect(Array.from({ length: 100 }, () => account.admits(flooded)).filter(Boolean)).toHaveLength(2);
  expect(Array.from({ length: 100 }, () => account.admits(buy)).filter(Boolean)).toHaveLength(8);
  expect(account.report().throttled).toEqual({ 'GET /api/v1/browse': 98, 'GET /api/v1/buy': 92 });
});

describe('the gateway', () => {
  it('answers 429 beyond a route’s burst, 503 where Lambda throttles, and goes on', async () => {
    let open: () => void = idle;
    const stack = stackWith(() => new Promise<object>((resolve) => (open = () => resolve({ statusCode: 204 }))), 1);
    const throttled = {
      ...stack,
      functions: stack.functions.map((one) => ({
        ...one,
        trigger:
          one.trigger.kind === 'http' ? { ...one.trigger, throttle: { perSecond: 0.001, burst: 2 } } : one.trigger,
      })),
    };
    const plan = planOf(throttled);
    const server = createGateway(plan, createInvoker(throttled, { account: createAccount(plan), longer: 1000 }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const ask = async () => {
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/browse`);
      return [answer.status, await answer.text()];
    };
    const first = ask();
    await expect.poll(() => open !== idle).toBe(true);
    expect(await ask()).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(await ask()).toEqual([429, '{"message":"Too Many Requests"}']);
    open();
    expect(await first).toEqual([204, '']);
    server.close();
    server.closeAllConnections();
  });
});
