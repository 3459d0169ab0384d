/**
 * What the deployed thing is: every function, queue, stream, table, bucket, topic, role and alarm, with all their names
 * and numbers. stack/load.js makes this from the folders; stack/cloudformation/ renders it for AWS, local/plan.ts for
 * the local run, and test/contract/one-description.test.ts sees to it that neither passes over a part of it.
 */
import type { Contract } from '../lib/contract.ts';
import type { Api } from './api.ts';
import type { QueueSettings } from './function-settings.ts';
import type { Grant } from './roles.ts';

/** Start of every name: `floodgate-<stage>-…`. */
export const prefixOf = (stage: string): string => `floodgate-${stage}-`;
/** Function, queue, schedule, alarm and log group share one name. */
export const nameOf = (stage: string, module: string, file: string): string => `${prefixOf(stage)}${module}-${file}`;

export type Kind = 'http' | 'queue' | 'schedule' | 'stream' | 'upload';

/** Where what failed for good is kept. Alarmed at the first one. */
export interface DeadQueue {
  readonly name: string;
  readonly retentionSeconds: number;
}

export interface Queue {
  readonly name: string;
  /** Seconds for which a received message is hidden from other receivers. */
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Receives after which a message is a dead letter. */
  readonly maxReceives: number;
  readonly dead: DeadQueue;
  /** Messages are in groups, of each of which one is worked at a time, in order: a FIFO queue, and so are its dead letters. */
  readonly groups: boolean;
  /** Types of the facts that the queue is subscribed to; none for messages of its own module. */
  readonly eventTypes: readonly string[];
}

/**
 * What a queue of groups is to SQS: groups do not wait for each other (high throughput), and a message that is sent again
 * within five minutes, the same in every byte, is the one that was sent before.
 */
export const groupAttributes = {
  FifoQueue: true,
  ContentBasedDeduplication: true,
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
} as const;

/** What a stage may take: of an account's limit, what other stages in it have reserved is not there. */
export interface AccountConcurrency {
  /** Invocations at once in the account and region. */
  readonly account: number;
  /** Reserved by other stages and services. */
  readonly others: number;
}

/** Requests a second and at once that a route takes before API Gateway answers 429. */
export interface Throttle {
  readonly perSecond: number;
  readonly burst: number;
}

export interface HttpTrigger {
  readonly kind: 'http';
  /** Its contract's, and HEAD beside the GET of a public one: each is a route of the API. */
  readonly methods: readonly string[];
  /** With the base path and `{parameters}`; `$default` for what matches no other route. */
  readonly path: string;
  /** What each of its methods takes, HEAD a part of it (`throttleOf`); null: what the API's stage takes. */
  readonly throttle: Throttle | null;
}

export interface ScheduleTrigger {
  readonly kind: 'schedule';
  /** `1 minute`, in UTC. */
  readonly every: string;
  /** An invocation that fails is tried again so often, for at most so long, and is then a dead letter. */
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly dead: DeadQueue;
}

/** What a queue's mapping to its function is; `upload` is one whose messages tell of new objects in a bucket. */
interface Consumer {
  readonly queue: Queue;
  /** Messages of a batch, at most. */
  readonly batch: number;
  readonly windowSeconds: number;
  /** Batches that run at once. */
  readonly maxConcurrency: number;
}
export interface QueueTrigger extends Consumer {
  readonly kind: 'queue';
}
export interface UploadTrigger extends Consumer {
  readonly kind: 'upload';
  /** Name of the module's bucket, and what its keys begin with. */
  readonly bucket: string;
  readonly prefix: string;
}

/** A batch that fails is halved and tried again until its records are too old; then a pointer to them is a dead letter. */
export interface StreamTrigger {
  readonly kind: 'stream';
  readonly table: string;
  /** Records of a batch, at most. */
  readonly batch: number;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly dead: DeadQueue;
}

export interface StackFunction {
  /** `<module>/<file>`. */
  readonly id: string;
  readonly module: string;
  /** The name of the role that it runs under, with the variables that go with it. */
  readonly role: string;
  /** The file's name. */
  readonly file: string;
  /** Path of the file below the project's root. */
  readonly path: string;
  readonly name: string;
  readonly kind: Kind;
  readonly description: string | null;
  readonly memoryMb: number;
  /** Of an environment’s own files. */
  readonly ephemeralStorageMb: number;
  readonly timeoutSeconds: number;
  /** Its share of the account's concurrency, a ceiling that nobody else can use; null: it has what nobody has reserved. */
  readonly reservedConcurrency: number | null;
  /** What Lambda does when the function keeps reaching itself through its queue. */
  readonly recursiveLoop: 'Allow' | 'Terminate';
  /** Variables that its own settings give it, beside those of its module. */
  readonly environment: Readonly<Record<string, string>>;
  readonly trigger: HttpTrigger | ScheduleTrigger | QueueTrigger | UploadTrigger | StreamTrigger;
}

export interface Table {
  readonly name: string;
  /** Global secondary indexes, keys only, with the keys `<index>pk` and `<index>sk`. */
  readonly indexes: readonly string[];
  /** Keeps a stream with new and old images. */
  readonly stream: boolean;
  /** The attribute with the second at which an item may go. */
  readonly ttlAttribute: string;
}

export interface Bucket {
  /** In its module's `stack.yml`. */
  readonly id: string;
  /** What is unique inside a stage; AWS's account and region join it there. */
  readonly name: string;
  /** Days after which an object goes; null for never. */
  readonly expireDays: number | null;
  /** Days after which an upload that was not finished goes. */
  readonly abortUploadDays: number;
}

export interface Alarm {
  readonly name: string;
  /** What it means for the shop and where to look. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
  readonly periodSeconds: number;
  readonly periods: number;
  /** Rings above this value. */
  readonly threshold: number;
}

/** What a module's bugs cost: sales, money, or that somebody hears of them. */
export type Area = 'buying' | 'money' | 'telling' | 'other';

/** A variable that a module's functions find in their environment, by a stage file. */
export interface Variable {
  readonly name: string;
  /** Its text, or where a secret's text lies in Secrets Manager. */
  readonly value: string | SecretPlace;
}

/** `floodgate-<stage>-<name>` in Secrets Manager, the whole (an empty field) or one field of it. */
export interface SecretPlace {
  readonly name: string;
  readonly field: string;
  readonly version: string;
}

/** What functions run under, and the environment that goes with it: a module's, or that of a group of its functions. */
export interface Role {
  /** `<module>`, or `<module>-<group>`. */
  readonly name: string;
  /** Of the modules that its functions run, and no others. */
  readonly variables: readonly Variable[];
  /** What its functions may do, beside writing their logs. */
  readonly grants: readonly Grant[];
}

export interface Module {
  readonly name: string;
  /** Modules whose `public.ts` its code may import. */
  readonly calls: readonly string[];
  /** What its bugs cost: which alarm they ring. */
  readonly area: Area;
  /** One, or one for each group of its functions. */
  readonly roles: readonly Role[];
  readonly table: Table | null;
  readonly buckets: readonly Bucket[];
  readonly alarms: readonly Alarm[];
}

export interface Topic {
  readonly name: string;
}

/** What a stage file says of the edge in front of it. */
export interface EdgeStage {
  /** Its name in the world with the ARN of the certificate for it, which lies in us-east-1; null: CloudFront's own name. */
  readonly alias: { readonly name: string; readonly certificate: string } | null;
  /** What it proves itself to the API by; null: the stage has no edge. */
  readonly secret: SecretPlace | null;
}

export interface Stack {
  readonly stage: string;
  /** The account in which its functions run side by side; null: its stage file does not say, and nothing is reserved. */
  readonly concurrency: AccountConcurrency | null;
  readonly edge: EdgeStage;
  readonly api: Api;
  readonly events: Topic;
  /** Where alarms go, and whom they reach; null: nobody. */
  readonly pager: Topic & { readonly endpoint: string | null };
  readonly modules: readonly Module[];
  readonly functions: readonly LoadedFunction[];
}

/** What a handler file exports, as far as the model is made of it. */
export interface Declared {
  readonly contract?: {
    readonly method: string;
    readonly path: string;
    readonly access?: string;
    readonly summary?: string;
  };
  readonly on?: On | readonly On[];
  readonly every?: string;
  readonly settings?: DeclaredSettings;
}
type On =
  | { readonly kind: 'event'; readonly type: string }
  | { readonly kind: 'message' }
  | { readonly kind: 'upload'; readonly bucket: string; readonly prefix?: string };
/** What any handler file may say: a consumer has every setting that there is. */
export type DeclaredSettings = Partial<QueueSettings>;

/** A handler file's exports. */
export interface Exports extends Omit<Declared, 'contract'> {
  readonly handler: (event: never, context: never) => unknown;
  readonly contract?: Contract;
}

/** A function of the model together with its code. */
export interface LoadedFunction extends StackFunction {
  readonly exports: Exports;
}

/** The modules that a module's functions run, itself first: the closure of `calls`. */
export const closureOf = (modules: readonly Pick<Module, 'name' | 'calls'>[], name: string): string[] => {
  const seen = new Set([name]);
  for (const one of seen) for (const next of modules.find((module) => module.name === one)?.calls ?? []) seen.add(next);
  return [...seen];
};
