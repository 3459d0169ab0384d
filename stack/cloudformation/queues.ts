import { type DeadQueue, groupAttributes, type Queue, type StackFunction, type UploadTrigger } from '../model.ts';
import { arn, arnOf, attribute, type Json, logicalId, ref, shared } from './names.ts';

type Owner = Pick<StackFunction, 'module' | 'file'>;
export const queueId = ({ module, file }: Owner): string => logicalId(module, file, 'queue');
export const deadQueueId = ({ module, file }: Owner): string => logicalId(module, file, 'dead', 'queue');
export const policyId = (fn: Owner): string => logicalId(queueId(fn), 'policy');

/** What a function needs beside itself: queue, dead letters, subscription, and who may send. */
export const queuesOf = (fn: StackFunction, stage: string, slice: string | undefined): Json => {
  const { trigger } = fn;
  if (trigger.kind === 'http') return {};
  if (!('queue' in trigger)) return { [deadQueueId(fn)]: deadQueue(trigger.dead) };
  const { queue } = trigger;
  const subscribed = queue.eventTypes.length > 0;
  return {
    [deadQueueId(fn)]: deadQueue(queue.dead, queue.groups),
    [queueId(fn)]: liveQueue(fn, queue),
    ...(subscribed ? { [logicalId(queueId(fn), 'subscription')]: subscription(fn, queue, stage, slice) } : {}),
    ...(subscribed ? { [policyId(fn)]: policy(fn, queue, fromTopic(stage, slice)) } : {}),
    ...(trigger.kind === 'upload' ? { [policyId(fn)]: policy(fn, queue, fromBucket(stage, trigger)) } : {}),
  };
};

const liveQueue = (fn: StackFunction, queue: Queue): Json => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: queue.name,
    VisibilityTimeout: queue.visibilitySeconds,
    MessageRetentionPeriod: queue.retentionSeconds,
    SqsManagedSseEnabled: true,
    ...(queue.groups ? groupAttributes : {}),
    RedrivePolicy: { deadLetterTargetArn: attribute(deadQueueId(fn)), maxReceiveCount: queue.maxReceives },
  },
});

const deadQueue = ({ name, retentionSeconds }: DeadQueue, groups = false): Json => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: name,
    MessageRetentionPeriod: retentionSeconds,
    SqsManagedSseEnabled: true,
    ...(groups ? groupAttributes : {}),
  },
});

const subscription = (fn: StackFunction, queue: Queue, stage: string, slice: string | undefined): Json => ({
  Type: 'AWS::SNS::Subscription',
  // A subscription that may not send yet loses what is published meanwhile.
  DependsOn: [policyId(fn)],
  Properties: {
    TopicArn: shared(stage, slice).events,
    Protocol: 'sqs',
    Endpoint: attribute(queueId(fn)),
    RawMessageDelivery: true,
    FilterPolicy: { type: queue.eventTypes },
    RedrivePolicy: { deadLetterTargetArn: attribute(deadQueueId(fn)) },
  },
});

type Sender = { service: string; condition: Json };
const fromTopic = (stage: string, slice: string | undefined): Sender => ({
  service: 'sns.amazonaws.com',
  condition: { ArnEquals: { 'aws:SourceArn': shared(stage, slice).events } },
});
const fromBucket = (stage: string, { bucket }: UploadTrigger): Sender => ({
  service: 's3.amazonaws.com',
  condition: {
    ArnEquals: { 'aws:SourceArn': arnOf(stage, { kind: 'bucket', name: bucket }) },
    StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
  },
});

const policy = (fn: StackFunction, queue: Queue, { service, condition }: Sender): Json => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [ref(queueId(fn)), ref(deadQueueId(fn))],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sqs:SendMessage',
          Resource: [arn('sqs', queue.name), arn('sqs', queue.dead.name)],
          Condition: condition,
        },
      ],
    },
  },
});
