import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What one invocation carries along: who asked, under which trace, and what it has used so far. */
export interface Scope {
  readonly requestId: string;
  /** W3C trace context, ours as the parent of what follows. */
  readonly traceparent: string;
  /** Who acts, for the history of records: `api`, `customer:<id>`, `key:<id>`, `system:<function>`. */
  actor: string;
  /** The object whose token the caller holds, by its id; known once the caller is. */
  owned?: string;
  readonly meter: Meter;
}

/** Consumption of one invocation: DynamoDB calls and units (as DynamoDB reports them), messages sent. */
export interface Meter {
  calls: number;
  readUnits: number;
  writeUnits: number;
  messages: number;
}

const storage = new AsyncLocalStorage<Scope>();

const traceparentForm = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A traceparent (W3C Trace Context, level 1) of the same trace with a new parent; a new trace without a valid one. */
export const childTrace = (incoming?: string): string => {
  const match = incoming?.match(traceparentForm);
  const trace = match?.[1] && !/^0+$/.test(match[1]) ? match[1] : randomBytes(16).toString('hex');
  return `00-${trace}-${randomBytes(8).toString('hex')}-${match?.[2] ?? '01'}`;
};

/** Runs `fn` in a scope of its own. */
export const inScope = <T>(
  start: { requestId: string; traceparent?: string | undefined; actor: string },
  fn: (scope: Scope) => Promise<T>,
): Promise<T> => {
  const scope: Scope = {
    requestId: start.requestId,
    traceparent: childTrace(start.traceparent),
    actor: start.actor,
    meter: { calls: 0, readUnits: 0, writeUnits: 0, messages: 0 },
  };
  return storage.run(scope, () => fn(scope));
};

/** The scope of the running invocation, if there is one (scripts and pure tests run without). */
export const scope = (): Scope | undefined => storage.getStore();

/** The actor of the running invocation, for histories and events. */
export const actor = (): string => storage.getStore()?.actor ?? 'system';
