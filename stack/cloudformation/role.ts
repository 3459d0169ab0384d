import { callers as places } from '../callers.ts';
import type { Handler, Module, Stack } from '../load.js';
import { closureOf } from '../model.ts';
import {
  arn,
  attribute,
  bucketArn,
  indexArn,
  type Json,
  logicalId,
  nameOf,
  queueArn,
  STAGE,
  tableArn,
} from './names.ts';

export const roleId = (module: string): string => logicalId('role', module);

const ownTable = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'];
const ownObjects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];
const consume = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];
const readStream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

const allow = (Action: string[], Resource: Json[], Condition?: Json): Json[] =>
  Action.length > 0 && Resource.length > 0
    ? [{ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) }]
    : [];
const inDynamodb = (actions: string[]): string[] => actions.map((action) => `dynamodb:${action}`);

/**
 * A module's role: its own table, queues and buckets; of the modules that its functions run (the closure of `calls`)
 * what those grant; of users' table the keys of callers and nothing else; its own logs.
 */
export const roleOf = (stack: Stack, module: Module): Json => {
  const handlers = stack.handlers.filter((one) => one.module === module.name);
  return {
    [roleId(module.name)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: module.name,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                ...logs(module),
                ...own(module, handlers),
                ...granted(stack, module),
                ...callers(module, handlers),
                ...(module.operates ? operations(stack) : []),
                ...(module.statements ?? []),
              ],
            },
          },
        ],
      },
    },
  };
};

const logs = (module: Module): Json[] =>
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arn('logs', `log-group:/aws/lambda/${nameOf(module.name, '*')}:*`)],
  );

const own = (module: Module, handlers: readonly Handler[]): Json[] => {
  const queues = handlers.filter(({ kind }) => kind === 'queue' || kind === 'upload');
  const streams = handlers.filter(({ kind }) => kind === 'stream');
  const buckets = Object.keys(module.buckets ?? {});
  const named = (list: readonly Handler[], end = '') =>
    list.map((one) => queueArn(`${nameOf(one.module, one.name)}${end}`));
  return [
    ...(module.table ? allow(inDynamodb(ownTable), tables(module)) : []),
    ...allow(
      ownObjects,
      buckets.map((bucket) => bucketArn(module.name, bucket, '/*')),
    ),
    // Without it a missing object answers 403 and not 404.
    ...allow(
      ['s3:ListBucket'],
      buckets.map((bucket) => bucketArn(module.name, bucket)),
    ),
    ...allow([...consume, 'sqs:SendMessage'], named(queues)),
    ...(streams.length > 0
      ? [
          ...allow(inDynamodb(readStream), [attribute(logicalId(module.name, 'table'), 'StreamArn')]),
          ...allow(['sqs:SendMessage'], named(streams, '-dead')),
          ...allow(['sns:Publish'], [arn('sns', `floodgate-${STAGE}-events`)]),
        ]
      : []),
  ];
};

const tables = (module: Module): Json[] => [
  tableArn(module.name),
  ...((module.table?.indexes ?? []).length > 0 ? [indexArn(module.name)] : []),
];

/** What the owners of the modules behind `calls` let a caller do. */
const granted = (stack: Stack, module: Module): Json[] =>
  closureOf(stack, module.name)
    .slice(1)
    .flatMap((name) => stack.modules.filter((one) => one.name === name))
    .flatMap((other) => [
      ...allow(other.grants?.table ?? [], other.table ? tables(other) : []),
      ...Object.entries(other.grants?.buckets ?? {}).flatMap(([bucket, actions]) =>
        allow(actions, [bucketArn(other.name, bucket), bucketArn(other.name, bucket, '/*')]),
      ),
      ...Object.entries(other.grants?.queues ?? {}).flatMap(([file, actions]) =>
        allow(actions, [queueArn(nameOf(other.name, file))]),
      ),
    ]);

const leading = (prefix: string): Json => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}#*`] } });

/** Who calls is looked up in users' table, and counted there where a route is limited: those keys only. */
const callers = (module: Module, handlers: readonly Handler[]): Json[] => {
  const contracts = handlers.flatMap(({ exports: { contract } }) => contract ?? []);
  const { keys, limits } = places;
  const reads = contracts.length > 0 && module.name !== keys.module;
  const counts = contracts.some(({ limit }) => limit) && module.name !== limits.module;
  return [
    ...(reads ? allow(inDynamodb(['GetItem']), [tableArn(keys.module)], leading(keys.prefix)) : []),
    ...(counts ? allow(inDynamodb(['UpdateItem']), [tableArn(limits.module)], leading(limits.prefix)) : []),
  ];
};

/** platform's exception: it reads the events of every table, and looks into and re-drives every queue. */
const operations = (stack: Stack): Json[] => [
  ...allow(
    inDynamodb(['Query']),
    stack.modules.filter(({ stream }) => stream).map(({ name }) => tableArn(name)),
  ),
  ...allow(
    ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
    [queueArn(`floodgate-${STAGE}-*-dead`)],
  ),
  ...allow(['sqs:SendMessage'], [queueArn(`floodgate-${STAGE}-*`)]),
];
