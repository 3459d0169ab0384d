import { EventEmitter } from 'node:events';
import { nameOf, type StackFunction, timeoutOf } from '../stack.ts';
import { lambdaContext } from './context.ts';

/** The function did not answer within its time-out. */
export class TimedOut extends Error {
  override name = 'Sandbox.Timedout';
}

export interface Invoker {
  /** Runs a function once; throws what it throws, or TimedOut. */
  invoke(fn: StackFunction, event: unknown): Promise<unknown>;
  /** Calls back after each invocation that may have written something (every one but a GET). */
  onWrite(listener: () => void): void;
  /** How many times longer than on AWS a function, and the gateway in front of it, may take. */
  readonly longer: number;
}

/** Every trigger of the local run goes through this one place, so that Lambda's limits can be enforced here. */
export const createInvoker = (stage: string, { longer = 1 } = {}): Invoker => {
  const events = new EventEmitter().setMaxListeners(0);
  return {
    async invoke(fn, event) {
      const seconds = timeoutOf(fn) * longer;
      const name = nameOf(stage, fn);
      const context = lambdaContext(name, seconds, fn.exports.settings?.memory);
      let timer: NodeJS.Timeout | undefined;
      try {
        const result = fn.exports.handler(event as never, context as never);
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new TimedOut(`${name} timed out after ${seconds} s`)), seconds * 1000);
        });
        return await Promise.race([result, late]);
      } finally {
        clearTimeout(timer);
        if (fn.exports.contract?.method !== 'GET') events.emit('write');
      }
    },
    onWrite: (listener) => void events.on('write', listener),
    longer,
  };
};
