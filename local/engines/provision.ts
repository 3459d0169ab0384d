import { setTimeout as wait } from 'node:timers/promises';
import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ACCESS_KEY, ACCOUNT, queueArn, REGION, SECRET_KEY, topicArn } from '../environment.ts';
import type { Plan, PlannedSubscription } from '../plan.ts';
import { awsCall, EngineError, repeated } from './aws-call.ts';
import type { Engines } from './engines.ts';

const dynamo = <T>(endpoint: string, action: string, body: object) =>
  repeated(() => awsCall<T>(endpoint, `DynamoDB_20120810.${action}`, body));

type Create = Plan['tables'][number]['create'];
type Described = {
  Table: { TableStatus: string; GlobalSecondaryIndexes?: { IndexName: string; IndexStatus?: string }[] };
};

/** On a kept data folder the code may have moved on: a table gets the indexes that it has not, one after the other. */
const addIndexes = async (endpoint: string, { TableName, ...create }: Create): Promise<void> => {
  const indexes = async () =>
    (await dynamo<Described>(endpoint, 'DescribeTable', { TableName })).Table.GlobalSecondaryIndexes ?? [];
  const there = new Set((await indexes()).map(({ IndexName }) => IndexName));
  for (const index of create.GlobalSecondaryIndexes || []) {
    if (there.has(index.IndexName)) continue;
    await dynamo(endpoint, 'UpdateTable', {
      TableName,
      AttributeDefinitions: create.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
    const isMade = async () =>
      (await indexes()).some((one) => one.IndexName === index.IndexName && one.IndexStatus !== 'CREATING');
    while (!(await isMade())) await wait(10);
  }
};

const createTable = async (endpoint: string, { create, ttlAttribute }: Plan['tables'][number], fresh: boolean) => {
  const { TableName } = create;
  if (fresh) {
    await dynamo(endpoint, 'DeleteTable', { TableName }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.code === 'ResourceNotFoundException')) throw error;
    });
  }
  try {
    await dynamo(endpoint, 'CreateTable', create);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ResourceInUseException') return addIndexes(endpoint, create);
    throw error;
  }
  while ((await dynamo<Described>(endpoint, 'DescribeTable', { TableName })).Table.TableStatus !== 'ACTIVE')
    await wait(10);
  const TimeToLiveSpecification = { Enabled: true, AttributeName: ttlAttribute };
  await dynamo(endpoint, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification });
};

/** On a kept data folder the code may have moved on: filters follow it, and subscriptions of functions that left go. */
const alignSubscriptions = async (topic: string, endpoint: string, wanted: readonly PlannedSubscription[]) => {
  const sns = new SNSClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
  });
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(topic), NextToken }));
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
export const provision = async (plan: Plan, engines: Engines, { fresh = false } = {}): Promise<void> => {
  const { endpoints } = engines;
  const { queues, subscriptions, buckets, topic } = plan;
  const made = await engines.setup({
    queues: [...queues],
    topics: [{ name: topic }],
    subscriptions: [...subscriptions],
    buckets: [...buckets],
  });
  for (const [index, queue] of queues.entries()) {
    if (made.queues[index]?.created !== false) continue;
    const QueueUrl = `${endpoints.sqs}/${ACCOUNT}/${queue.name}`;
    const attributes = { QueueUrl, Attributes: queue.attributes };
    await repeated(() => awsCall(endpoints.sqs, 'AmazonSQS.SetQueueAttributes', attributes));
  }
  if (made.topics[0]?.created === false) await alignSubscriptions(topic, endpoints.sns, subscriptions);
  await createTables(plan, endpoints.dynamodb, fresh && engines.foreignTables);
};

/** Creates the tables of a stage, with their streams; `fresh` empties those that are there. */
export const createTables = async (plan: Pick<Plan, 'tables'>, endpoint: string, fresh: boolean): Promise<void> => {
  await Promise.all(plan.tables.map((table) => createTable(endpoint, table, fresh)));
};
