import type { HttpTrigger, ScheduleTrigger, StackFunction, StreamTrigger } from '../model.ts';
import { attribute, type Json, logicalId } from './names.ts';
import { deadQueueId, queueId } from './queues.ts';
import { roleId } from './role.ts';

/** One function as osls takes it: named as its file, with what triggers it and its role. */
export const functionOf = (fn: StackFunction, environment: Json): Json => ({
  name: fn.name,
  handler: fn.path.replace(/\.ts$/, '.handler'),
  ...(fn.description === null ? {} : { description: fn.description }),
  memorySize: fn.memoryMb,
  ephemeralStorageSize: fn.ephemeralStorageMb,
  timeout: fn.timeoutSeconds,
  ...(fn.reservedConcurrency === null ? {} : { reservedConcurrency: fn.reservedConcurrency }),
  role: roleId(fn.role),
  environment: { ...environment, ...fn.environment },
  events: eventsOf(fn),
  ...(fn.trigger.kind === 'schedule' ? asynchronous(fn, fn.trigger) : {}),
});

/** What osls has no word for. A bounded chain of messages to itself is not to be ended by Lambda's loop detection. */
export const functionExtension = ({ module, file, recursiveLoop }: StackFunction): Json =>
  recursiveLoop === 'Allow'
    ? { [`${logicalId(module, file)}LambdaFunction`]: { Properties: { RecursiveLoop: recursiveLoop } } }
    : {};

const eventsOf = (fn: StackFunction): Json[] => {
  const { trigger } = fn;
  switch (trigger.kind) {
    case 'http':
      return routesOf(trigger).map((httpApi) => ({ httpApi }));
    case 'schedule':
      return [{ schedule: { rate: [`rate(${trigger.every})`] } }];
    case 'stream':
      return [{ stream: streamOf(fn, trigger) }];
    default:
      return [
        {
          sqs: {
            arn: attribute(queueId(fn)),
            batchSize: trigger.batch,
            ...(trigger.windowSeconds > 0 ? { maximumBatchingWindow: trigger.windowSeconds } : {}),
            // Pollers ignore a function's reserved concurrency; a throttled message counts as received.
            maximumConcurrency: trigger.maxConcurrency,
            functionResponseType: 'ReportBatchItemFailures',
          },
        },
      ];
  }
};

const routesOf = ({ methods, path }: HttpTrigger): (Json | string)[] =>
  path === '$default' ? ['*'] : methods.map((method) => ({ method, path }));

/** EventBridge starts a function asynchronously: Lambda tries it again, and tells where it gave up. */
const asynchronous = (fn: StackFunction, { retries, maxAgeSeconds }: ScheduleTrigger): Json => ({
  maximumRetryAttempts: retries,
  maximumEventAge: maxAgeSeconds,
  destinations: { onFailure: { type: 'sqs', arn: attribute(deadQueueId(fn)) } },
});

/** A failing record is found by halving, tried again for hours, and then leaves a pointer among the dead letters. */
const streamOf = (fn: StackFunction, trigger: StreamTrigger): Json => ({
  type: 'dynamodb',
  arn: attribute(logicalId(fn.module, 'table'), 'StreamArn'),
  startingPosition: 'TRIM_HORIZON',
  batchSize: trigger.batch,
  ...(trigger.windowSeconds > 0 ? { batchWindow: trigger.windowSeconds } : {}),
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: trigger.maxAgeSeconds,
  functionResponseType: 'ReportBatchItemFailures',
  destinations: { onFailure: { type: 'sqs', arn: attribute(deadQueueId(fn)) } },
});
