/**
 * What a role's functions may do: their own table, queues and buckets whole; of another module's table the keys and
 * actions that its owner's stack.yml grants; nothing else. The local run refuses what is not granted, as IAM does.
 */

/** What a grant is about. A queue's name may end in `*`; `objects` are those of a bucket, `indexes` those of a table. */
export type Resource =
  | { readonly kind: 'table' | 'indexes' | 'stream' | 'queue' | 'topic' | 'bucket' | 'objects'; readonly name: string }
  | { readonly kind: 'logs' | 'sender' | 'key' | 'distribution' | 'parameter' | 'domain'; readonly name: string };

export interface Grant {
  /** IAM's names: `dynamodb:GetItem`. */
  readonly actions: readonly string[];
  readonly resources: readonly Resource[];
  /** What the partition keys begin with (`contact#*`); none for a table of the module's own. */
  readonly leadingKeys: readonly string[];
}

/** A grant in the owner's stack.yml. */
export interface TableGrant {
  /** Modules, or groups of one (`<module>-<group>`), whose roles get it; `every-role`, or `limited-routes`: those with a route that has a limit. */
  readonly to: readonly string[] | 'every-role' | 'limited-routes';
  readonly keys: readonly string[];
  /** DynamoDB's actions: `GetItem`. */
  readonly actions: readonly string[];
}

/** What roles are made of: a module as its stack.yml and its files say it is. */
export interface RoleSource {
  readonly name: string;
  readonly table: { readonly name: string; readonly indexes: readonly string[]; readonly stream: boolean } | null;
  readonly buckets: readonly { readonly name: string }[];
  readonly grants: {
    readonly table: readonly TableGrant[];
    readonly queues: Readonly<Record<string, readonly string[]>>;
    readonly objects: Readonly<Record<string, readonly string[]>>;
  };
  /** Names of the queues that its functions work, and of the dead letters that its streams and schedules leave. */
  readonly queues: readonly string[];
  readonly dead: readonly string[];
  /** SES identities that it sends mail as. */
  readonly senders: readonly string[];
  /** platform's exception: it reads events and works dead letters of all. */
  readonly operates: boolean;
}

const OWN_TABLE = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'ConditionCheckItem',
];
const OWN_OBJECTS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];
const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];
const READ_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

const allow = (
  actions: readonly string[],
  resources: readonly Resource[],
  leadingKeys: readonly string[] = [],
): Grant[] => (actions.length > 0 && resources.length > 0 ? [{ actions, resources, leadingKeys }] : []);
const inDynamodb = (actions: readonly string[]): string[] => actions.map((action) => `dynamodb:${action}`);
const all = (kind: 'queue' | 'bucket' | 'objects', names: readonly string[]): Resource[] =>
  names.map((name) => ({ kind, name }));

/** The table and its indexes, for the actions that reach both. */
const tableAndIndexes = ({ table }: RoleSource): Resource[] =>
  table
    ? [
        { kind: 'table', name: table.name },
        ...(table.indexes.length > 0 ? [{ kind: 'indexes' as const, name: table.name }] : []),
      ]
    : [];

/** Functions of a module that run under one role. */
export interface Runs {
  /** The role's name; an owner may grant to it, or to all of its module. */
  readonly name: string;
  /** The modules whose code they run: what others' stack.yml grant to theirs does not count. */
  readonly closure: readonly string[];
  /** One of them is a route with a limit. */
  readonly limited: boolean;
  /** The parameter with the id of the stage's edge, which they purge. */
  readonly purges: string | null;
  /** The address of the OpenSearch that they ask, where the stage chooses one. */
  readonly searches?: string | undefined;
}

/**
 * The grants of one role.
 * @param modules all of them: what their stack.yml grant to this one counts
 */
export const grantsOf = (
  module: RoleSource,
  runs: Runs,
  modules: readonly RoleSource[],
  prefix: string,
  topic: string,
): Grant[] => [
  ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [{ kind: 'logs', name: `${prefix}${module.name}-*` }]),
  ...own(module, topic),
  ...modules.filter((one) => one !== module).flatMap((owner) => granted(owner, module, runs, prefix)),
  ...allow(
    ['ses:SendEmail'],
    module.senders.map((name) => ({ kind: 'sender' as const, name })),
  ),
  ...(runs.purges === null ? [] : purging(runs.purges)),
  ...(runs.searches === undefined ? [] : searching(new URL(runs.searches).hostname)),
  ...(module.operates ? operations(modules, prefix) : []),
];

const own = (module: RoleSource, topic: string): Grant[] => {
  const buckets = module.buckets.map(({ name }) => name);
  const { table } = module;
  return [
    ...allow(inDynamodb(OWN_TABLE), tableAndIndexes(module)),
    ...allow(OWN_OBJECTS, all('objects', buckets)),
    // Without it a missing object answers 403 and not 404.
    ...allow(['s3:ListBucket'], all('bucket', buckets)),
    ...allow([...CONSUME, 'sqs:SendMessage'], all('queue', module.queues)),
    ...allow(['sqs:SendMessage'], all('queue', module.dead)),
    ...(table?.stream
      ? [
          ...allow(inDynamodb(READ_STREAM), [{ kind: 'stream', name: table.name }]),
          ...allow(['sns:Publish'], [{ kind: 'topic', name: topic }]),
          // The topic is encrypted, and a publisher needs its key.
          ...allow(['kms:GenerateDataKey', 'kms:Decrypt'], [{ kind: 'key', name: 'topics-key' }]),
        ]
      : []),
  ];
};

/** Any distribution: the edge is made after its modules, and the parameter says which one is theirs. */
const purging = (parameter: string): Grant[] => [
  ...allow(['ssm:GetParameter'], [{ kind: 'parameter', name: parameter }]),
  ...allow(['cloudfront:CreateInvalidation'], [{ kind: 'distribution', name: '*' }]),
];

/**
 * The domain of Amazon OpenSearch Service whose own address this is (`search-<domain>-<26 letters>.<region>.es.amazonaws.com`,
 * `vpc-…`); any of the account's where it has a name of its own, and none for a cluster elsewhere, which no role lets in.
 */
const searching = (host: string): Grant[] => {
  const [, name] = host.match(/^(?:search|vpc)-(.+)-[a-z0-9]{26}\.[a-z0-9-]+\.es\.amazonaws\.com(?:\.cn)?$/) ?? [];
  if (!name && !/\.amazonaws\.com(\.cn)?$/.test(host)) return [];
  return allow(
    ['Get', 'Head', 'Post', 'Put', 'Delete'].map((method) => `es:ESHttp${method}`),
    [{ kind: 'domain', name: name ?? '*' }],
  );
};

/** What the owner of a table or queue lets a role of this module do. */
const granted = (owner: RoleSource, module: RoleSource, { name, closure, limited }: Runs, prefix: string): Grant[] => {
  const isFor = (to: TableGrant['to']): boolean =>
    typeof to === 'string'
      ? to === 'every-role' || limited
      : (to.includes(module.name) || to.includes(name)) && (closure.includes(owner.name) || module.operates);
  return grantedBy(owner, isFor, prefix);
};

const grantedBy = (owner: RoleSource, isFor: (to: TableGrant['to']) => boolean, prefix: string): Grant[] => [
  ...owner.grants.table
    .filter(({ to }) => isFor(to))
    .flatMap(({ keys, actions }) => {
      const indexed = actions.includes('Query') ? tableAndIndexes(owner) : tableAndIndexes(owner).slice(0, 1);
      return allow(inDynamodb(actions), indexed, keys);
    }),
  ...allow(
    ['sqs:SendMessage'],
    all(
      'queue',
      Object.entries(owner.grants.queues)
        .filter(([, to]) => isFor(to))
        .map(([file]) => `${prefix}${owner.name}-${file}`)
        .map((name) => owner.queues.find((queue) => queue === name || queue === `${name}.fifo`) ?? name),
    ),
  ),
  ...read(
    Object.entries(owner.grants.objects)
      .filter(([, to]) => isFor(to))
      .map(([id]) => `${prefix}${owner.name}-${id}`),
  ),
];

/** Objects of buckets are read; without `ListBucket` a missing one answers 403 and not 404. */
const read = (buckets: readonly string[]): Grant[] => [
  ...allow(['s3:GetObject'], all('objects', buckets)),
  ...allow(['s3:ListBucket'], all('bucket', buckets)),
];

/** Events are read in every table that has them, and nothing else of it; every queue is looked into and re-driven. */
const operations = (modules: readonly RoleSource[], prefix: string): Grant[] => [
  ...allow(
    ['dynamodb:Query'],
    modules.flatMap(({ table }) => (table?.stream ? [{ kind: 'table' as const, name: table.name }] : [])),
  ),
  ...allow(
    ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
    all('queue', [`${prefix}*-dead`, `${prefix}*-dead.fifo`]),
  ),
  ...allow(['sqs:SendMessage'], all('queue', [`${prefix}*`])),
];
