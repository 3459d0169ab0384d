import { AsyncLocalStorage } from 'node:async_hooks';
import { client } from '#lib/dynamodb.ts';
import { sqs } from '#lib/send.ts';
import { allowedBy, type Demand, demandsOf } from '../stack/iam.ts';
import type { Plan } from './plan.ts';

/** The SDK's middleware, as far as it is used here: each client's own is typed by its commands. */
type Next = (args: { readonly input: object }) => Promise<unknown>;
type Middleware = (next: Next, context: { readonly commandName?: string }) => Next;
type Clients = readonly { readonly middlewareStack: { add(middleware: Middleware, place: object): void } }[];

/** The name of the running function's role. */
const running = new AsyncLocalStorage<string>();

/** Runs a function under its role. */
export const underRole = <T>(role: string, run: () => T): T => running.run(role, run);

/** What IAM answers to a call that no statement of the role allows; never retried. */
export class AccessDenied extends Error {
  override name = 'AccessDeniedException';
  constructor(role: string, { action, name, keys }: Demand) {
    super(`the role of ${role} may not ${action} on ${name}${keys.length > 0 ? ` with ${keys.slice(0, 3)}` : ''}`);
  }
}

/**
 * Puts every call of a function to a table, and every message that it sends, under its role, as on AWS: what
 * its stack.yml, or the owner's grants, do not allow is refused. Calls outside of functions (the local run's own) are
 * not touched.
 */
export const enforceRoles = (plan: Pick<Plan, 'roles'>, refused: (demand: Demand, role: string) => void): void => {
  const roles = new Map(plan.roles.map(({ name, grants }) => [name, allowedBy(grants)]));
  const check = (commandName: string, input: object): void => {
    const role = running.getStore();
    const may = role === undefined ? undefined : roles.get(role);
    if (!may || role === undefined) return;
    for (const demand of demandsOf(commandName.replace(/Command$/, ''), input as never)) {
      if (may(demand)) continue;
      refused(demand, role);
      throw new AccessDenied(role, demand);
    }
  };
  const place = { step: 'initialize', name: 'enforceRoles', priority: 'high', override: true } as const;
  for (const { middlewareStack } of [client(), sqs()] as unknown as Clients) {
    middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          check(commandName, args.input);
          return next(args);
        },
      place,
    );
  }
};
