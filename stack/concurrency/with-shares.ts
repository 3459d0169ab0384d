import type { AccountConcurrency, StackFunction } from '../model.ts';
import { divide } from './divide.ts';
import { throttlesOf } from './throttles.ts';

/** Pollers know nothing of a reserve: what they do beyond it is throttled, and counts as received. */
const within = <T extends StackFunction['trigger']>(trigger: T, reserved: number | undefined): T =>
  'maxConcurrency' in trigger && reserved !== undefined
    ? { ...trigger, maxConcurrency: Math.min(trigger.maxConcurrency, reserved) }
    : trigger;

/** Gives functions their shares of an account, consumers no more than that at once, and routes what they take. */
export const withShares = <F extends StackFunction>(
  functions: readonly F[],
  concurrency: AccountConcurrency | null,
): readonly F[] => {
  const division = concurrency === null ? undefined : divide(functions, concurrency);
  if (!division) return functions;
  const throttles = throttlesOf(functions, division);
  return functions.map((fn) => {
    const reserved = division.reserved.get(fn.id);
    const trigger =
      fn.trigger.kind === 'http'
        ? { ...fn.trigger, throttle: throttles.get(fn.id) ?? null }
        : within(fn.trigger, reserved);
    return { ...fn, trigger, reservedConcurrency: reserved ?? null };
  });
};
