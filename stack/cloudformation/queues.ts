import type { Handler } from '../load.js';
import { timeoutOf } from '../model.ts';
import { attribute, bucketArn, type Json, logicalId, nameOf, queueArn, ref, shared } from './names.ts';

const DAY_SECONDS = 86_400;
const DEAD_DAYS = 14;
const MAX_RECEIVES = 5;
const LATE_MS = 60_000;
/** A message is hidden for six of its function's time-outs, as Lambda advises; SQS allows twelve hours. */
const visibilitySeconds = (handler: Handler): number => Math.min(43_200, 6 * timeoutOf(handler));

export const queueId = (handler: Handler): string => logicalId(handler.module, handler.name, 'queue');
export const deadQueueId = (handler: Handler): string => logicalId(handler.module, handler.name, 'dead', 'queue');

/** The event types that a consumer subscribes to; none for a queue of its module's own messages. */
const eventTypes = (handler: Handler): string[] =>
  [handler.exports.on ?? []].flat().flatMap((on) => (on.kind === 'event' ? [String(on.type)] : []));

/** What a consumer needs beside itself: queue, dead letters, alarm, subscription and who may send. */
export const queuesOf = (handler: Handler, slice: string | undefined): Json => {
  if (handler.kind === 'http' || handler.kind === 'schedule') return {};
  const dead = { [deadQueueId(handler)]: deadQueue(handler), [alarmId(handler)]: alarm(handler, slice) };
  if (handler.kind === 'stream')
    return { ...dead, [logicalId(handler.module, handler.name, 'late', 'alarm')]: late(handler, slice) };
  const types = eventTypes(handler);
  return {
    ...dead,
    [queueId(handler)]: queue(handler),
    ...(types.length > 0 ? { [logicalId(queueId(handler), 'subscription')]: subscription(handler, types, slice) } : {}),
    ...(types.length > 0 || handler.kind === 'upload'
      ? { [policyId(handler)]: policy(handler, handler.kind === 'upload' ? fromBucket(handler) : fromTopic(slice)) }
      : {}),
  };
};

export const policyId = (handler: Handler): string => logicalId(queueId(handler), 'policy');
const alarmId = (handler: Handler): string => logicalId(handler.module, handler.name, 'alarm');

const queue = (handler: Handler): Json => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: nameOf(handler.module, handler.name),
    VisibilityTimeout: visibilitySeconds(handler),
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: attribute(deadQueueId(handler)), maxReceiveCount: MAX_RECEIVES },
  },
});

const deadQueue = (handler: Handler): Json => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: `${nameOf(handler.module, handler.name)}-dead`,
    MessageRetentionPeriod: DEAD_DAYS * DAY_SECONDS,
    SqsManagedSseEnabled: true,
  },
});

/** One dead letter is one fact that was not acted on: somebody is told. */
const alarm = (handler: Handler, slice: string | undefined): Json =>
  alarmOf(slice, {
    AlarmName: nameOf(handler.module, handler.name),
    AlarmDescription: `${handler.module}/${handler.name} gave up on messages: see GET /admin/dead-letters.`,
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: attribute(deadQueueId(handler), 'QueueName') }],
    Threshold: 0,
  });

/** A stream whose records fail is tried again for hours: that it stands still is told long before it gives up. */
const late = (handler: Handler, slice: string | undefined): Json =>
  alarmOf(slice, {
    AlarmName: `${nameOf(handler.module, handler.name)}-late`,
    AlarmDescription: `${handler.module}/${handler.name} is a minute behind its table: see its log.`,
    Namespace: 'AWS/Lambda',
    MetricName: 'IteratorAge',
    Dimensions: [{ Name: 'FunctionName', Value: nameOf(handler.module, handler.name) }],
    Threshold: LATE_MS,
  });

const alarmOf = (slice: string | undefined, what: Json): Json => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ...what,
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [shared(slice).alarms],
  },
});

const subscription = (handler: Handler, types: string[], slice: string | undefined): Json => ({
  Type: 'AWS::SNS::Subscription',
  // A subscription that may not send yet loses what is published meanwhile.
  DependsOn: [policyId(handler)],
  Properties: {
    TopicArn: shared(slice).topic,
    Protocol: 'sqs',
    Endpoint: attribute(queueId(handler)),
    RawMessageDelivery: true,
    FilterPolicy: { type: types },
    RedrivePolicy: { deadLetterTargetArn: attribute(deadQueueId(handler)) },
  },
});

type Sender = { service: string; condition: Json };
const fromTopic = (slice: string | undefined): Sender => ({
  service: 'sns.amazonaws.com',
  condition: { ArnEquals: { 'aws:SourceArn': shared(slice).topic } },
});
const fromBucket = (handler: Handler): Sender => ({
  service: 's3.amazonaws.com',
  condition: {
    ArnEquals: { 'aws:SourceArn': bucketArn(handler.module, handler.exports.on.bucket) },
    StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
  },
});

const policy = (handler: Handler, { service, condition }: Sender): Json => {
  const name = nameOf(handler.module, handler.name);
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queueId(handler)), ref(deadQueueId(handler))],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: 'sqs:SendMessage',
            Resource: [queueArn(name), queueArn(`${name}-dead`)],
            Condition: condition,
          },
        ],
      },
    },
  };
};
