import { EventEmitter } from 'node:events';
import type { Stack } from '../../stack/model.ts';
import type { Account } from '../aws-limits/account.ts';
import type { PlannedFunction } from '../plan.ts';
import { underRole } from '../roles.ts';
import { lambdaContext } from './context.ts';
import { beginExecution } from './execution.ts';

/** The function did not answer within its time-out. */
export class TimedOut extends Error {
  override name = 'Sandbox.Timedout';
}

export interface Invoker {
  /**
   * Runs a function once; throws what it throws, or TimedOut. When it settles, the function has ended: it makes no call
   * any more, also one that did not look at its time or left work behind. Under an account's limits it throws Throttled
   * where Lambda would not run it.
   */
  invoke(fn: PlannedFunction, event: unknown): Promise<unknown>;
  /** Calls back after each invocation that may have written something (every one but a GET). */
  onWrite(listener: () => void): void;
  /** How many times longer than on AWS a function, and the gateway in front of it, may take. */
  readonly longer: number;
  /** The limits of an AWS account; undefined: nothing is refused. */
  readonly account?: Account | undefined;
}

/** Every trigger of the local run goes through this one place, so that Lambda's limits can be enforced here. */
export const createInvoker = (
  stack: Pick<Stack, 'functions'>,
  { longer = 1, account }: { longer?: number; account?: Account | undefined } = {},
): Invoker => {
  const code = new Map(stack.functions.map(({ id, exports }) => [id, exports.handler]));
  const events = new EventEmitter().setMaxListeners(0);
  return {
    async invoke(fn, event) {
      const { name } = fn;
      const seconds = fn.timeoutSeconds * longer;
      const handler = code.get(fn.id);
      if (!handler) throw new Error(`${fn.id} is no function of this stack`);
      const done = account?.begin(name);
      const context = lambdaContext(name, seconds, fn.memoryMb);
      const execution = beginExecution();
      let timer: NodeJS.Timeout | undefined;
      try {
        const result = execution.run(() => underRole(fn.role, () => handler(event as never, context as never)));
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new TimedOut(`${name} timed out after ${seconds} s`)), seconds * 1000);
        });
        return await Promise.race([result, late]);
      } finally {
        clearTimeout(timer);
        await execution.end();
        done?.();
        if (fn.writes) events.emit('write');
      }
    },
    onWrite: (listener) => void events.on('write', listener),
    longer,
    account,
  };
};
