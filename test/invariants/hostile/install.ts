import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Chance } from '../../support/chance.ts';
import { here } from './world.ts';

/**
 * Puts the world's clock, timers and chance in the place of the process's own, for code that runs in a world; everything
 * else (the engine's client above all) keeps the real ones. Without this a seed would not replay: ids decide which shard
 * is taken from, and jitter who comes first.
 */
export const install = (): void => {
  installTime();
  installChance();
};

/** The chance of the process that runs: not the one that picks who is next, so that neither disturbs the other. */
const chances = new WeakMap<object, Chance>();
export const seedCode = (world: object, chance: Chance): void => void chances.set(world, chance);
const chance = (): Chance | undefined => {
  const world = here()?.world;
  return world && chances.get(world);
};

const installTime = (): void => {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  const now = (): number => here()?.world.now ?? realNow();
  globalThis.Date = new Proxy(RealDate, {
    construct: (_, given) => Reflect.construct(RealDate, given.length > 0 ? given : [now()]) as object,
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  const [realSet, realClear] = [setTimeout, clearTimeout];
  const planned = new Map<object, () => void>();
  const set = (fn: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]): object => {
    const found = here();
    if (!found) return realSet(fn, milliseconds, ...given);
    const { world, process } = found;
    const timer = { ref: () => timer, unref: () => timer, hasRef: () => true };
    const cancel = world.later(milliseconds, `${process.name} wakes up`, () => {
      planned.delete(timer);
      if (!process.dead) fn(...given);
    });
    planned.set(timer, cancel);
    return timer;
  };
  const clear = (timer: object): void => {
    const cancel = planned.get(timer);
    planned.delete(timer);
    if (cancel) cancel();
    else realClear(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
};

const installChance = (): void => {
  const realRandom = Math.random;
  Math.random = () => (chance() ?? realRandom)();
  const { randomBytes, randomUUID, webcrypto } = crypto;
  const getRandomValues = webcrypto.getRandomValues.bind(webcrypto);
  const fill = <T extends ArrayBufferView>(view: T, from: Chance): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = from.upTo(256);
    return view;
  };
  const bytes = (size: number): Buffer => {
    const from = chance();
    return from ? fill(Buffer.alloc(size), from) : randomBytes(size);
  };
  const uuid = (): string => {
    const from = chance();
    if (!from) return randomUUID();
    const hex = fill(Buffer.alloc(16), from).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Object.assign(crypto, { randomBytes: bytes, randomUUID: uuid });
  syncBuiltinESMExports();
  const values = (view: Uint8Array<ArrayBuffer>) => {
    const from = chance();
    return from ? fill(view, from) : getRandomValues(view);
  };
  for (const [name, value] of Object.entries({ getRandomValues: values, randomUUID: uuid }))
    Object.defineProperty(globalThis.crypto, name, { value, configurable: true, writable: true });
};
