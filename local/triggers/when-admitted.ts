import { setTimeout as wait } from 'node:timers/promises';
import { Throttled } from '../aws-limits/account.ts';

/** Between two tries of an invocation that Lambda throttled. */
const AGAIN_MS = 200;

/**
 * Invokes a function as soon as Lambda runs it: streams, and Lambda's own queue of asynchronous invocations, keep what is
 * throttled and try it again, for longer than any run of this machine; that is no failure of the function.
 */
export const whenAdmitted = async <T>(invoke: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await invoke();
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      await wait(AGAIN_MS, undefined, signal ? { signal, ref: false } : { ref: false });
    }
  }
};
