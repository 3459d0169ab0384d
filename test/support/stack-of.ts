import type { Kind, Stack, StackFunction } from '../../local/stack.ts';

type Exports = Omit<StackFunction['exports'], 'handler'>;
// biome-ignore lint/suspicious/noExplicitAny: a test's function takes the event of its trigger.
type Handler = (event: any, context: any) => unknown;

/** A function of a stack that a test makes up. */
export const fn = (
  kind: Kind,
  module: string,
  name: string,
  handler: Handler,
  exports: Exports = {},
): StackFunction => ({
  id: `${module}/${name}`,
  module,
  name,
  kind,
  file: `functions/${module}/${kind}/${name}.ts`,
  exports: { ...exports, handler },
});

/** A stack of such functions: each module has a table, and the buckets that are named. */
export const stackOf = (handlers: StackFunction[], buckets: Record<string, string[]> = {}): Stack => ({
  handlers,
  modules: [...new Set(handlers.map((one) => one.module))].map((name) => ({
    name,
    table: { indexes: [] },
    buckets: Object.fromEntries((buckets[name] ?? []).map((bucket) => [bucket, {}])),
  })),
});
