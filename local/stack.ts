import { loadStack as load } from '../stack/load.js';

/** What local/ reads of the stack that stack/load.js collects from the trigger folders. */
export interface Settings {
  readonly memory?: number;
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly batch?: number;
  readonly window?: number;
  /** A bounded chain of messages to its own queue is meant: Lambda is told not to end it. */
  readonly recursiveLoop?: 'Allow';
}

export type Kind = 'http' | 'queue' | 'schedule' | 'stream' | 'upload';

type Fact = { readonly kind: 'event'; readonly type: string } | { readonly kind: 'message' };
type Uploads = { readonly kind: 'upload'; readonly bucket: string; readonly prefix?: string };

export interface StackFunction {
  /** `<module>/<file>`. */
  readonly id: string;
  readonly module: string;
  readonly name: string;
  readonly kind: Kind;
  readonly file: string;
  readonly exports: {
    readonly handler: (event: never, context: never) => unknown;
    readonly contract?: { readonly method: string; readonly path: string };
    readonly on?: Fact | readonly Fact[] | Uploads;
    readonly every?: string;
    readonly settings?: Settings;
  };
}

export interface StackModule {
  readonly name: string;
  readonly table?: { readonly stream?: boolean; readonly indexes?: readonly string[] };
  readonly buckets?: Readonly<Record<string, unknown>>;
}

export interface Stack {
  readonly modules: readonly StackModule[];
  readonly handlers: readonly StackFunction[];
}

export const loadStack = async (): Promise<Stack> => (await load({})) as unknown as Stack;

const TIMEOUT_SECONDS: Record<Kind, number> = { http: 10, queue: 30, schedule: 60, stream: 30, upload: 300 };

/** The function's time-out in seconds. */
export const timeoutOf = (fn: StackFunction): number => fn.exports.settings?.timeout ?? TIMEOUT_SECONDS[fn.kind];

/** Function, queue and log group share one name. */
export const nameOf = (stage: string, fn: { module: string; name: string }): string =>
  `floodgate-${stage}-${fn.module}-${fn.name}`;

/** Event types that a queue function subscribes to; none for a queue of the module's own messages. */
export const eventTypesOf = (fn: StackFunction): string[] =>
  [fn.exports.on ?? []].flat().flatMap((on) => (on.kind === 'event' ? [on.type] : []));

/** Bucket and key prefix that an upload function is notified of. */
export const uploadsOf = (stage: string, fn: StackFunction): { bucket: string; prefix: string } => {
  const on = fn.exports.on as Uploads;
  return { bucket: `floodgate-${stage}-${fn.module}-${on.bucket}`, prefix: on.prefix ?? '' };
};

/** Every module that consumes its table's stream. */
export const hasStream = (stack: Stack, module: string): boolean =>
  stack.handlers.some((fn) => fn.kind === 'stream' && fn.module === module);
