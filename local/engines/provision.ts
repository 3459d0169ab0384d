import { setTimeout as wait } from 'node:timers/promises';
import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ACCESS_KEY, ACCOUNT, queueArn, REGION, SECRET_KEY, topicArn } from '../environment.ts';
import {
  eventTypesOf,
  hasStream,
  nameOf,
  type Stack,
  type StackFunction,
  type StackModule,
  timeoutOf,
} from '../stack.ts';
import { awsCall, EngineError } from './aws-call.ts';
import type { Engines } from './engines.ts';

/** As serverless.yml has it: a record that failed five times goes to the dead letters, and stays there for 14 days. */
const MAX_RECEIVES = 5;
const DEAD_SECONDS = 14 * 24 * 3600;

const dynamo = <T>(endpoint: string, action: string, body: object) =>
  awsCall<T>(endpoint, `DynamoDB_20120810.${action}`, body);

const tableDefinition = (name: string, module: StackModule, stream: boolean) => {
  const indexes = module.table?.indexes ?? [];
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', ...indexes.flatMap((index) => [`${index}pk`, `${index}sk`])].map(text),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index,
        KeySchema: [
          { AttributeName: `${index}pk`, KeyType: 'HASH' },
          { AttributeName: `${index}sk`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  };
};

const createTable = async (endpoint: string, definition: ReturnType<typeof tableDefinition>, fresh: boolean) => {
  const TableName = definition.TableName;
  if (fresh) {
    await dynamo(endpoint, 'DeleteTable', { TableName }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.code === 'ResourceNotFoundException')) throw error;
    });
  }
  try {
    await dynamo(endpoint, 'CreateTable', definition);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ResourceInUseException') return;
    throw error;
  }
  type Described = { Table: { TableStatus: string } };
  while ((await dynamo<Described>(endpoint, 'DescribeTable', { TableName })).Table.TableStatus !== 'ACTIVE')
    await wait(10);
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
  await dynamo(endpoint, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification });
};

/** Seconds for which a received message is hidden: six times the function's time-out, or what a test asks for. */
export const visibilitySeconds = (fn: StackFunction): number =>
  Number(process.env['LOCAL_VISIBILITY_SECONDS'] ?? Math.min(43_200, 6 * timeoutOf(fn)));

const queuesOf = (stage: string, fn: StackFunction) => {
  const name = nameOf(stage, fn);
  const dead = { name: `${name}-dead`, attributes: { MessageRetentionPeriod: String(DEAD_SECONDS) } };
  if (fn.kind === 'stream') return [dead];
  const redrive = { deadLetterTargetArn: queueArn(dead.name), maxReceiveCount: MAX_RECEIVES };
  const attributes = { VisibilityTimeout: String(visibilitySeconds(fn)), RedrivePolicy: JSON.stringify(redrive) };
  return [dead, { name, attributes }];
};

const subscriptionOf = (stage: string, fn: StackFunction) => ({
  topic: `floodgate-${stage}-events`,
  queue: nameOf(stage, fn),
  attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: eventTypesOf(fn) }) },
});

/** On a kept data folder the code may have moved on: filters follow it, and subscriptions of functions that left go. */
const alignSubscriptions = async (stage: string, endpoint: string, wanted: ReturnType<typeof subscriptionOf>[]) => {
  const sns = new SNSClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
  });
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(stage), NextToken }));
    NextToken = page.NextToken;
    for (const { SubscriptionArn, Endpoint } of page.Subscriptions ?? []) {
      const subscription = wanted.find(({ queue }) => queueArn(queue) === Endpoint);
      if (!subscription) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      for (const [AttributeName, AttributeValue] of Object.entries(subscription?.attributes ?? {})) {
        await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
      }
    }
  }
  sns.destroy();
};

/**
 * Creates everything that the stack declares: tables with streams, the topic, queues with dead letters, subscriptions,
 * buckets. Repeatable: on a kept data folder only what changed is written, and messages stay.
 */
export const provision = async (
  stack: Stack,
  stage: string,
  engines: Engines,
  { fresh = false } = {},
): Promise<void> => {
  const { endpoints } = engines;
  const consumers = stack.handlers.filter((fn) => ['queue', 'upload', 'stream'].includes(fn.kind));
  const queues = consumers.flatMap((fn) => queuesOf(stage, fn));
  const subscriptions = consumers.filter((fn) => eventTypesOf(fn).length > 0).map((fn) => subscriptionOf(stage, fn));
  const buckets = stack.modules.flatMap((module) =>
    Object.keys(module.buckets ?? {}).map((bucket) => `floodgate-${stage}-${module.name}-${bucket}`),
  );
  const made = await engines.setup({ queues, topics: [{ name: `floodgate-${stage}-events` }], subscriptions, buckets });
  for (const [index, queue] of queues.entries()) {
    if (made.queues[index]?.created !== false) continue;
    const QueueUrl = `${endpoints.sqs}/${ACCOUNT}/${queue.name}`;
    await awsCall(endpoints.sqs, 'AmazonSQS.SetQueueAttributes', { QueueUrl, Attributes: queue.attributes });
  }
  if (made.topics[0]?.created === false) await alignSubscriptions(stage, endpoints.sns, subscriptions);
  await createTables(stack, stage, endpoints.dynamodb, fresh && engines.foreignTables);
};

/** Creates the tables of a stage, with their streams; `fresh` empties those that are there. */
export const createTables = async (stack: Stack, stage: string, endpoint: string, fresh: boolean): Promise<void> => {
  const modules = stack.modules.filter((module) => module.table);
  await Promise.all(
    modules.map((module) => {
      const stream = module.table?.stream === true || hasStream(stack, module.name);
      return createTable(endpoint, tableDefinition(`floodgate-${stage}-${module.name}`, module, stream), fresh);
    }),
  );
};
