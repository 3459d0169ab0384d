import { setMaxListeners } from 'node:events';
import { sleep } from './clock.ts';
import { env } from './env.ts';
import { RetryableError } from './retryable-error.ts';
import { scope } from './trace.ts';

/** Milliseconds kept back for the answer when the calls have run out of time: a problem to render, a line to log. */
const RESERVE_MS = 300;

/**
 * Answers the milliseconds that are left for calls until the invocation has to answer; Infinity outside of one. What
 * has a time-out of its own (a payment provider) takes the smaller of the two.
 */
export const timeLeft = (): number => (scope()?.remainingMs() ?? Number.POSITIVE_INFINITY) - RESERVE_MS;

/** How a client of an AWS service waits, its answer so many times as long as a table's; the SDK's defaults wait for ever. */
export const waits = (times = 1) => {
  const { CONNECT_MS, REQUEST_MS } = env();
  return { connectionTimeout: CONNECT_MS, requestTimeout: times * REQUEST_MS, throwOnRequestTimeout: true };
};

/**
 * Bounds one call of an AWS client by the time left: answers the options to send it with. The signal is one for the
 * whole invocation, and is made only when the call could outlast it.
 * @param longestMs the most that the call takes with all tries of its client
 * @throws RetryableError when no time is left: the call is not made
 */
export const withinTime = (longestMs: number): { readonly abortSignal: AbortSignal } | undefined => {
  const [here, left] = [scope(), timeLeft()];
  if (left <= 0) throw new RetryableError('the time of this invocation has run out');
  if (!here || left > longestMs) return undefined;
  here.deadline ??= signalIn(left);
  return { abortSignal: here.deadline };
};

/** Its timer does not keep a process alive. */
const signalIn = (ms: number): AbortSignal => {
  const signal = AbortSignal.timeout(Math.ceil(ms));
  // Calls that run side by side each listen to it.
  setMaxListeners(0, signal);
  return signal;
};

/** Waits before the next try. @throws `error`, the reason of the wait, at once when the time left is shorter */
export const waitToRetry = async (ms: number, error: unknown): Promise<void> => {
  if (timeLeft() <= ms) throw error;
  await sleep(ms);
};
