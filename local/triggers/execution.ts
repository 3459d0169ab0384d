import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { RetryableError } from '#lib/retryable-error.ts';

/** What a call of a function that has ended is refused with. */
export class FunctionEnded extends RetryableError {
  override readonly name = 'FunctionEnded';
  constructor() {
    super('the function has ended: it makes no further call');
  }
}

/** One run of a function, as far as it reaches out of its process. */
export interface Execution {
  /** Runs the function's code: the calls that it makes, now or later, are this execution's. */
  run<T>(code: () => T): T;
  /** Refuses every further call, and resolves when none is under way any more. */
  end(): Promise<void>;
}

/** For so long a call under way may go on when its function ends: longer than any engine's call takes. Then it is broken off. */
export const LAST_CALLS_MS = 60_000;

interface Calls {
  ended: boolean;
  /** Each by its request, or by itself where nothing can break it off. */
  readonly open: Map<Promise<unknown>, ClientRequest | undefined>;
}

const current = new AsyncLocalStorage<Calls>();

/**
 * Begins a run of a function. Lambda ends a function whole; here it shares a process with all others, so what can be ended
 * is what it does to others: its calls over HTTP, whichever library makes them.
 */
export const beginExecution = (): Execution => {
  watch();
  const calls: Calls = { ended: false, open: new Map() };
  return {
    run: (code) => current.run(calls, code),
    async end() {
      calls.ended = true;
      if (calls.open.size === 0) return;
      const late = new AbortController();
      const all = Promise.allSettled(calls.open.keys());
      await Promise.race([all, wait(LAST_CALLS_MS, undefined, { signal: late.signal })]);
      late.abort();
      for (const request of calls.open.values()) request?.destroy(new FunctionEnded());
    },
  };
};

const track = (calls: Calls, call: Promise<unknown>, request?: ClientRequest): void => {
  calls.open.set(call, request);
  const close = () => void calls.open.delete(call);
  call.then(close, close);
};

let watching = false;

/** Sees each request of node:http and each `fetch` as it is made; those outside of a function are left alone. */
const watch = (): void => {
  if (watching) return;
  watching = true;
  subscribe('http.client.request.created', (message) => {
    const calls = current.getStore();
    if (!calls) return;
    const { request } = message as { request: ClientRequest };
    if (calls.ended) request.destroy(new FunctionEnded());
    else track(calls, new Promise<void>((resolve) => request.once('close', resolve)), request);
  });
  const plain = globalThis.fetch;
  globalThis.fetch = (...asked) => {
    const calls = current.getStore();
    if (calls?.ended) return Promise.reject(new FunctionEnded());
    const answer = plain(...asked);
    if (calls) track(calls, answer);
    return answer;
  };
};
