/**
 * The local run's own description: what it creates, polls, starts and answers. Rendered from the model of stack/, as
 * the template for AWS is; everything else in local/ reads this and no number of the model a second time.
 */
import type { Cors } from '../stack/api.ts';
import { throttleOf } from '../stack/concurrency/throttles.ts';
import {
  type AccountConcurrency,
  type DeadQueue,
  groupAttributes,
  type HttpTrigger,
  type LoadedFunction,
  type Queue,
  type Stack,
  type Table,
  type Throttle,
} from '../stack/model.ts';
import type { Grant } from '../stack/roles.ts';
import { queueArn } from './environment.ts';

/** A function as the invoker starts it. */
export interface PlannedFunction {
  readonly id: string;
  readonly module: string;
  /** The name of what it runs under, of `Plan.roles`. */
  readonly role: string;
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly reservedConcurrency: number | null;
  readonly recursiveLoop: 'Allow' | 'Terminate';
  /** It may write: streams are looked at after it. */
  readonly writes: boolean;
}

export interface PlannedQueue {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}
export interface PlannedSubscription {
  readonly topic: string;
  readonly queue: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How a queue's messages reach its function. */
export interface Consumption {
  readonly fn: PlannedFunction;
  readonly queue: string;
  readonly dead: string;
  readonly batch: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  /** After so many seconds from its receive a message whose function failed comes again. */
  readonly visibilitySeconds: number;
}
export interface StreamReading {
  readonly fn: PlannedFunction;
  readonly table: string;
  readonly batch: number;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly dead: string;
}
export interface Timetable {
  readonly fn: PlannedFunction;
  readonly every: string;
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly dead: string;
}
export interface Watch {
  readonly bucket: string;
  readonly prefix: string;
  readonly queue: string;
}
export interface PlannedRoute {
  readonly fn: PlannedFunction;
  readonly method: string;
  readonly path: string;
  readonly throttle: Throttle | null;
}

export interface Plan {
  readonly stage: string;
  readonly basePath: string;
  readonly cors: Cors;
  readonly topic: string;
  /** What the account and the whole API take, under `--aws-limits`. */
  readonly concurrency: AccountConcurrency | null;
  readonly throttle: Throttle;
  readonly functions: readonly PlannedFunction[];
  readonly routes: readonly PlannedRoute[];
  readonly tables: readonly ReturnType<typeof tableDefinition>[];
  readonly queues: readonly PlannedQueue[];
  readonly subscriptions: readonly PlannedSubscription[];
  readonly buckets: readonly string[];
  readonly consumptions: readonly Consumption[];
  readonly streams: readonly StreamReading[];
  readonly timetables: readonly Timetable[];
  readonly watches: readonly Watch[];
  /** What functions may do, by the name of what they run under. */
  readonly roles: readonly { readonly name: string; readonly grants: readonly Grant[] }[];
}

/** What a laptop or a test asks for beside the model: shorter waits than AWS's. */
export interface Shorter {
  readonly visibilitySeconds?: number;
  readonly streamAgeSeconds?: number;
}

/** The waits that the environment asks for: LOCAL_VISIBILITY_SECONDS, LOCAL_STREAM_AGE_SECONDS. */
export const shorterWaits = (variables: NodeJS.ProcessEnv): Shorter => {
  const { LOCAL_VISIBILITY_SECONDS: visibility, LOCAL_STREAM_AGE_SECONDS: age } = variables;
  return {
    ...(visibility && { visibilitySeconds: Number(visibility) }),
    ...(age && { streamAgeSeconds: Number(age) }),
  };
};

/** Renders the model for the local run. Pure. */
export const planOf = (stack: Stack, shorter: Shorter = {}): Plan => {
  const functions = new Map(stack.functions.map((fn) => [fn.id, planned(fn)]));
  const of = ({ id }: LoadedFunction) => functions.get(id) as PlannedFunction;
  const triggers = stack.functions.map((fn) => ({ fn: of(fn), trigger: fn.trigger }));
  return {
    stage: stack.stage,
    basePath: stack.api.basePath,
    cors: stack.api.cors,
    topic: stack.events.name,
    concurrency: stack.concurrency,
    throttle: { perSecond: stack.api.throttle.requestsPerSecond, burst: stack.api.throttle.burst },
    functions: [...functions.values()],
    routes: triggers.flatMap(({ fn, trigger }) =>
      trigger.kind === 'http' ? trigger.methods.map((method) => routeOf(fn, method, trigger)) : [],
    ),
    tables: stack.modules.flatMap(({ table }) => (table ? [tableDefinition(table)] : [])),
    queues: triggers.flatMap(({ trigger }) => {
      if ('queue' in trigger)
        return [deadQueue(trigger.queue.dead, trigger.queue.groups), liveQueue(trigger.queue, shorter)];
      return 'dead' in trigger ? [deadQueue(trigger.dead)] : [];
    }),
    subscriptions: triggers.flatMap(({ trigger }) =>
      'queue' in trigger && trigger.queue.eventTypes.length > 0
        ? [subscriptionOf(stack.events.name, trigger.queue)]
        : [],
    ),
    buckets: stack.modules.flatMap(({ buckets }) => buckets.map(({ name }) => name)),
    consumptions: triggers.flatMap(({ fn, trigger }) => {
      if (!('queue' in trigger)) return [];
      const { queue, batch, windowSeconds, maxConcurrency } = trigger;
      const visibilitySeconds = visibilityOf(queue, shorter);
      const { name, dead } = queue;
      return [{ fn, queue: name, dead: dead.name, batch, windowSeconds, maxConcurrency, visibilitySeconds }];
    }),
    streams: triggers.flatMap(({ fn, trigger }) => {
      if (trigger.kind !== 'stream') return [];
      const { table, batch, windowSeconds, maxAgeSeconds, dead } = trigger;
      const age = shorter.streamAgeSeconds ?? maxAgeSeconds;
      return [{ fn, table, batch, windowSeconds, maxAgeSeconds: age, dead: dead.name }];
    }),
    timetables: triggers.flatMap(({ fn, trigger }) => {
      if (trigger.kind !== 'schedule') return [];
      const { every, retries, maxAgeSeconds, dead } = trigger;
      return [{ fn, every, retries, maxAgeSeconds, dead: dead.name }];
    }),
    watches: triggers.flatMap(({ trigger }) =>
      trigger.kind === 'upload' ? [{ bucket: trigger.bucket, prefix: trigger.prefix, queue: trigger.queue.name }] : [],
    ),
    roles: stack.modules.flatMap(({ roles }) => roles.map(({ name, grants }) => ({ name, grants }))),
  };
};

const routeOf = (fn: PlannedFunction, method: string, { path, throttle }: HttpTrigger): PlannedRoute => ({
  fn,
  method,
  path,
  throttle: throttle && throttleOf(method, throttle),
});

const planned = ({
  id,
  module,
  role,
  name,
  timeoutSeconds,
  memoryMb,
  ephemeralStorageMb,
  reservedConcurrency,
  recursiveLoop,
  trigger,
}: LoadedFunction) => ({
  id,
  module,
  role,
  name,
  timeoutSeconds,
  memoryMb,
  ephemeralStorageMb,
  reservedConcurrency,
  recursiveLoop,
  writes: trigger.kind !== 'http' || !trigger.methods.includes('GET'),
});

const deadQueue = ({ name, retentionSeconds }: DeadQueue, groups = false): PlannedQueue => ({
  name,
  attributes: { MessageRetentionPeriod: String(retentionSeconds), ...attributesOf(groups) },
});

/** Of a queue of groups. The local engine counts no throughput, and knows a repeat by its bytes across groups. */
const attributesOf = (groups: boolean): Record<string, string> => {
  const { FifoQueue, ContentBasedDeduplication } = groupAttributes;
  return groups ? { FifoQueue: String(FifoQueue), ContentBasedDeduplication: String(ContentBasedDeduplication) } : {};
};

const visibilityOf = (queue: Queue, shorter: Shorter): number => shorter.visibilitySeconds ?? queue.visibilitySeconds;

const liveQueue = (queue: Queue, shorter: Shorter): PlannedQueue => ({
  name: queue.name,
  attributes: {
    VisibilityTimeout: String(visibilityOf(queue, shorter)),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ...attributesOf(queue.groups),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: queueArn(queue.dead.name),
      maxReceiveCount: queue.maxReceives,
    }),
  },
});

const subscriptionOf = (topic: string, queue: Queue): PlannedSubscription => ({
  topic,
  queue: queue.name,
  attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: queue.eventTypes }) },
});

/** DynamoDB's CreateTable, and the attribute for its time to live. */
const tableDefinition = ({ name, indexes, stream, ttlAttribute }: Table) => {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  return {
    ttlAttribute,
    create: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', ...indexes.flatMap((index) => [`${index}pk`, `${index}sk`])].map(text),
      KeySchema: key('pk', 'sk'),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index,
          KeySchema: key(`${index}pk`, `${index}sk`),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
      ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
    },
  };
};
