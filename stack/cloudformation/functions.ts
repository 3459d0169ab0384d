import type { Handler } from '../load.js';
import { timeoutOf } from '../model.ts';
import { attribute, type Json, logicalId, nameOf } from './names.ts';
import { deadQueueId, queueId } from './queues.ts';
import { roleId } from './role.ts';

const BASE_PATH = '/api/v1';
const MEMORY_MB = 512;
const BATCH = 10;
const STREAM_BATCH = 100;
/** Long enough for an outage of a queue or of the topic; the stream itself keeps records for a day. */
const STREAM_AGE_SECONDS = 6 * 3600;

/** One function as osls takes it: named as its file, with the event that its file exports and its module's role. */
export const functionOf = (handler: Handler, environment: Json): Json => {
  const { contract, settings = {} } = handler.exports;
  const reserved = handler.kind === 'http' || handler.kind === 'schedule' ? settings.concurrency : undefined;
  return {
    name: nameOf(handler.module, handler.name),
    handler: handler.file.replace(/\.ts$/, '.handler'),
    ...(contract ? { description: contract.summary } : {}),
    memorySize: settings.memory ?? MEMORY_MB,
    timeout: timeoutOf(handler),
    role: roleId(handler.module),
    environment,
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    events: [eventOf(handler)],
  };
};

const eventOf = (handler: Handler): Json | string => {
  const { contract, every, settings = {} } = handler.exports;
  if (contract) {
    const route =
      contract.path === '$default' ? '*' : { method: contract.method, path: `${BASE_PATH}${contract.path}` };
    return { httpApi: route };
  }
  if (handler.kind === 'schedule') return { schedule: { rate: [`rate(${every})`] } };
  if (handler.kind === 'stream') return { stream: streamOf(handler) };
  const { batch = BATCH, window = batch > BATCH ? 1 : 0, concurrency } = settings;
  return {
    sqs: {
      arn: attribute(queueId(handler)),
      batchSize: batch,
      ...(window > 0 ? { maximumBatchingWindow: window } : {}),
      // Pollers ignore a function's reserved concurrency; a throttled message counts as received.
      ...(concurrency === undefined ? {} : { maximumConcurrency: Math.max(2, concurrency) }),
      functionResponseType: 'ReportBatchItemFailures',
    },
  };
};

/** A failing record is found by halving, tried again for hours, and then leaves a pointer among the dead letters. */
const streamOf = (handler: Handler): Json => ({
  type: 'dynamodb',
  arn: attribute(logicalId(handler.module, 'table'), 'StreamArn'),
  startingPosition: 'TRIM_HORIZON',
  batchSize: handler.exports.settings?.batch ?? STREAM_BATCH,
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: STREAM_AGE_SECONDS,
  functionResponseType: 'ReportBatchItemFailures',
  destinations: { onFailure: { type: 'sqs', arn: attribute(deadQueueId(handler)) } },
});
