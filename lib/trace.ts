import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { nowMs } from './clock.ts';

/** What one invocation carries along: who asked, under which trace, and what it has used so far. */
export interface Scope {
  readonly requestId: string;
  /** W3C trace context, ours as the parent of what follows. */
  readonly traceparent: string;
  /** The span that this invocation follows from, 16 hexadecimal digits; undefined: it begins a trace. */
  readonly parent: string | undefined;
  /** When it began, milliseconds since 1970. */
  readonly began: number;
  /** Who acts, for the history of records: `api`, `customer:<id>`, `key:<id>`, `system:<function>`. */
  actor: string;
  /** The object whose token the caller holds, by its id; known once the caller is. */
  owned?: string;
  readonly meter: Meter;
  /** Milliseconds until this invocation is ended; Infinity where nothing ends it. lib/deadline.ts bounds calls by it. */
  readonly remainingMs: () => number;
  /** Aborts calls when no time is left; made by the first call that could outlast it. */
  deadline?: AbortSignal;
}

/** What begins a scope. `context` is Lambda's; scripts and tests of a part have none. */
export interface ScopeStart {
  readonly requestId: string;
  readonly traceparent?: string | undefined;
  readonly actor: string;
  readonly context?: { getRemainingTimeInMillis(): number };
}

/** Consumption of one invocation: DynamoDB calls and units (as DynamoDB reports them), messages sent. */
export interface Meter {
  calls: number;
  readUnits: number;
  writeUnits: number;
  messages: number;
}

const storage = new AsyncLocalStorage<Scope>();

/** A traceparent (W3C Trace Context, level 1) of the same trace with a new span, and the span before; a new trace without a valid one. */
const childTrace = (incoming?: string): Pick<Scope, 'traceparent' | 'parent'> => {
  const [, known = '', span, flags = '01'] = incoming?.match(TRACEPARENT) ?? [];
  const goesOn = /[1-9a-f]/.test(known);
  const trace = goesOn ? known : randomBytes(16).toString('hex');
  return { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`, parent: goesOn ? span : undefined };
};
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Answers the scope's start of an invocation that comes without a trace: a schedule, a batch of a stream. */
export const startOf = (context: Context): ScopeStart => ({
  requestId: context.awsRequestId,
  actor: `system:${context.functionName}`,
  context,
});

/** Runs `fn` in a scope of its own. */
export const inScope = <T>(start: ScopeStart, fn: (scope: Scope) => Promise<T>): Promise<T> => {
  const { requestId, traceparent, actor, context } = start;
  const scope: Scope = {
    requestId,
    ...childTrace(traceparent),
    began: nowMs(),
    actor,
    meter: { calls: 0, readUnits: 0, writeUnits: 0, messages: 0 },
    remainingMs: () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
  };
  return storage.run(scope, () => fn(scope));
};

/**
 * What the one line at an invocation's end says of it: log, span and metric in one (`npm run trace`).
 * @param links traceparents of what it worked together: it belongs to each of their traces
 */
export const spanOf = ({ parent, began, meter }: Scope, links?: readonly string[]) => ({
  parent,
  ...(links && { links: [...new Set(links)].map((one) => one.slice(3, 52)) }),
  ms: nowMs() - began,
  ...meter,
});

/** The scope of the running invocation, if there is one (scripts and pure tests run without). */
export const scope = (): Scope | undefined => storage.getStore();

/** The actor of the running invocation, for histories and events. */
export const actor = (): string => storage.getStore()?.actor ?? 'system';
