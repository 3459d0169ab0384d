/**
 * What somebody is told: each alarm says what it means for the shop and where to look. One metric that counts answered
 * bugs has an alarm for each area, since Lambda's own `Errors` stays 0 when http() answers for a bug.
 */
import type { Alarm, Area, StackFunction, Table } from './model.ts';

const PERIOD_SECONDS = 300;
/** A stream is read within a second: a minute behind is no pause of its own making. */
const LATE_MS = 60_000;
/** Longer than a message's longest delay (900 s) and its receives with a pause between them. */
const OLDEST_SECONDS = 1800;
/** Messages of a group wait for each other, as long as what they wait for takes. */
const OLDEST_IN_GROUP_SECONDS = 86_400;

const words = (metric: string): string =>
  metric.replace(/[A-Z]/g, (letter, at) => (at ? '-' : '') + letter.toLowerCase());

const alarm = (
  said: Pick<Alarm, 'name' | 'description' | 'namespace' | 'metric' | 'dimensions'> & Partial<Alarm>,
): Alarm => ({ statistic: 'Maximum', periodSeconds: PERIOD_SECONDS, periods: 1, threshold: 0, ...said });

/** Alarms for the metrics that a module's stack.yml names; lib/metric.ts counts them. */
export const metricAlarms = (
  prefix: string,
  stage: string,
  module: string,
  metrics: Readonly<Record<string, string>>,
) =>
  Object.entries(metrics).map(([metric, description]) =>
    alarm({
      name: `${prefix}${module}-${words(metric)}`,
      description,
      namespace: 'floodgate',
      metric,
      dimensions: { service: 'floodgate', stage },
    }),
  );

/** Alarms of a table: requests that DynamoDB throttled. */
export const tableAlarms = ({ name }: Table): Alarm[] =>
  (['Read', 'Write'] as const).map((kind) =>
    alarm({
      name: `${name}-${kind.toLowerCase()}-throttled`,
      description: `DynamoDB throttles ${kind.toLowerCase()}s of ${name}: a key is hot, or the table is new and cold.`,
      namespace: 'AWS/DynamoDB',
      metric: `${kind}ThrottleEvents`,
      dimensions: { TableName: name },
      statistic: 'Sum',
    }),
  );

/** Alarms of one function: its dead letters, its queue's oldest message, its stream's age. */
export const functionAlarms = (fn: StackFunction): Alarm[] => {
  const { trigger, name, id } = fn;
  if (trigger.kind === 'http') return [];
  const sqs = (queue: string, metric: string) => ({ namespace: 'AWS/SQS', metric, dimensions: { QueueName: queue } });
  const lambda = (metric: string) => ({ namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: name } });
  const dead = trigger.kind === 'queue' || trigger.kind === 'upload' ? trigger.queue.dead : trigger.dead;
  return [
    alarm({
      name,
      description: `${id} gave up on something: see GET /admin/dead-letters.`,
      ...sqs(dead.name, 'ApproximateNumberOfMessagesVisible'),
      periodSeconds: 60,
    }),
    ...(trigger.kind === 'stream'
      ? [
          alarm({
            name: `${name}-late`,
            description: `${id} is a minute behind its table: see its log.`,
            ...lambda('IteratorAge'),
            threshold: LATE_MS,
            periodSeconds: 60,
          }),
        ]
      : []),
    ...('queue' in trigger
      ? [
          alarm({
            name: `${name}-late`,
            description: `A message waits for ${id} longer than any delay or retry explains: see its log.`,
            ...sqs(trigger.queue.name, 'ApproximateAgeOfOldestMessage'),
            threshold: trigger.queue.groups ? OLDEST_IN_GROUP_SECONDS : OLDEST_SECONDS,
          }),
        ]
      : []),
    ...(fn.recursiveLoop === 'Allow'
      ? [
          alarm({
            name: `${name}-loop`,
            description: `Lambda ended a chain of ${id}: it sent to itself more often than its code allows.`,
            ...lambda('RecursiveInvocationsDropped'),
            statistic: 'Sum',
          }),
        ]
      : []),
  ];
};

const AREAS: Readonly<Record<Exclude<Area, 'other'>, string>> = {
  buying:
    'Buyers meet bugs: a cart, a checkout or a payment was answered with 500, see the log for "unexpected error".',
  money: 'A bug in what moves money: see the log for "unexpected error" and GET /admin/dead-letters.',
  telling: 'A bug in mails, webhooks or reports: paid orders are not told of, see GET /admin/dead-letters.',
};

/** Alarms that belong to no module: answered bugs by area, the API's own failures, throttled functions, ended chains. */
export const sharedAlarms = (prefix: string, stage: string): Alarm[] => [
  ...Object.entries(AREAS).map(([area, description]) =>
    alarm({
      name: `${prefix}bugs-${area}`,
      description,
      namespace: 'floodgate',
      metric: `Bugs${area.charAt(0).toUpperCase()}${area.slice(1)}`,
      dimensions: { service: 'floodgate', stage },
      statistic: 'Sum',
    }),
  ),
  alarm({
    name: `${prefix}api-failing`,
    description: 'API Gateway answers 5xx: a function timed out, was throttled or answered a bug.',
    namespace: 'AWS/ApiGateway',
    metric: '5xx',
    dimensions: { ApiId: 'HttpApi' },
    statistic: 'Sum',
    threshold: 5,
  }),
  alarm({
    name: `${prefix}functions-throttled`,
    description: 'Lambda throttles functions of this account: its concurrency is used up.',
    namespace: 'AWS/Lambda',
    metric: 'Throttles',
    dimensions: {},
    statistic: 'Sum',
  }),
];
