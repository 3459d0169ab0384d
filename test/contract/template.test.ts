import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { templateOf } from '../../stack/cloudformation/template.js';
import { closureOf, loadStack } from '../../stack/load.js';
import type { Stack } from '../../stack/model.ts';
import { schemaFaults } from './aws-schema.ts';
import { type Any, edgeTemplate, ofType, STAGE, type Template, templates, withEdge } from './templates.ts';

const root = join(import.meta.dirname, '../..');
let all: Template[];
let edge: Template;
let stack: Stack;
beforeAll(async () => {
  stack = await loadStack({ file: withEdge });
  all = templates(stack);
  edge = edgeTemplate(stack);
});

const every = (type: string) =>
  all.flatMap((template) => ofType(template, type).map(([id, resource]) => ({ template, id, ...resource.Properties })));
const functions = () =>
  all.flatMap(({ module, functions: found }) => Object.values(found).map((fn: Any) => ({ module, ...fn })));

/** What osls makes of a function, beside the resources of the template: function, log group, permission, integration, and a resource for each of its events. */
const PER_FUNCTION = 4;

describe('the templates', () => {
  test('have fewer than 400 resources each', () => {
    for (const { module, functions: found, resources } of all) {
      const events = Object.values<Any>(found).flatMap((fn) => fn.events).length;
      const count = Object.keys(resources).length + PER_FUNCTION * Object.keys(found).length + events;
      expect(count, module).toBeLessThan(400);
    }
  });

  test('have at most 280 routes together, of the 300 that an HTTP API takes: HEAD beside every public GET', () => {
    const routes = functions().flatMap(({ events }) => events.flatMap((event: Any) => event.httpApi ?? []));
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.length).toBeLessThanOrEqual(280);
    expect(routes).toContainEqual({ method: 'HEAD', path: '/api/v1/products/{slug}' });
    expect(routes).not.toContainEqual({ method: 'HEAD', path: '/api/v1/admin/products' });
  });

  test('hold only resource types and properties that AWS knows, and those that it demands, at any depth', () => {
    expect([...all, edge].flatMap(schemaFaults)).toEqual([]);
  });

  test('a property that AWS does not know is found, and one that is missing, deep inside too', () => {
    const { Distribution } = structuredClone(edge.resources);
    const [origin] = Distribution.Properties.DistributionConfig.Origins;
    origin.CustomOriginConfig = { OriginReadTimeoutSeconds: 4 };
    expect(schemaFaults({ module: 'edge', resources: { Distribution } })).toEqual([
      'edge Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginReadTimeoutSeconds is unknown',
      'edge Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginProtocolPolicy is missing',
    ]);
  });

  test('refer only to what they hold, or what osls adds', () => {
    const dangling = [...all, edge].flatMap(({ module, functions: found, resources, parameters }) => {
      const text = JSON.stringify([found, resources]);
      const refs = [
        ...[...text.matchAll(/"Ref":"([^"]+)"/g)].map(([, id]) => String(id)),
        ...[...text.matchAll(/"Fn::GetAtt":\["([^"]+)"/g)].map(([, id]) => String(id)),
        ...Object.values(found).map((fn: Any) => String(fn.role)),
      ];
      return refs
        .filter((id) => !id.startsWith('AWS::') && id !== 'HttpApi' && !(id in resources) && !(id in parameters))
        .map((id) => `${module}: ${id}`);
    });
    expect(dangling).toEqual([]);
  });

  test('import only what platform exports', () => {
    const outputs = Object.values((templateOf(stack, 'platform').resources as Any).Outputs) as Any[];
    const exported = outputs.map(({ Export }) => Export.Name);
    const imported = [...JSON.stringify([all, edge]).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) =>
      String(name),
    );
    expect(imported.length).toBeGreaterThan(0);
    expect([...new Set(imported)].filter((name) => !exported.includes(name))).toEqual([]);
  });
});

describe('functions', () => {
  test('have names of at most 64 characters, the same as their file’s', () => {
    for (const fn of functions()) {
      const file = fn.handler.match(/([\w-]+)\.handler$/)[1];
      expect(fn.name).toBe(`floodgate-${STAGE}-${fn.module}-${file}`);
      expect(fn.name.length, fn.name).toBeLessThanOrEqual(64);
    }
  });

  test('are started by one event each, and by HEAD beside GET', () => {
    const kinds = functions().map(({ events }) => events.map((event: Any) => event.httpApi?.method ?? 'one').join(' '));
    expect(kinds.filter((kind) => kind !== 'GET HEAD' && kind.includes(' '))).toEqual([]);
  });

  test('run under their module’s own role, or that of their group', () => {
    const roles = functions().map(({ name, module, role }) => [
      name,
      role.replace(new RegExp(`^Role${module}`, 'i'), ''),
    ]);
    const grouped = Object.fromEntries(roles.filter(([, group]) => group !== ''));
    expect(grouped).toMatchObject({
      [`floodgate-${STAGE}-site-get-page`]: 'Pages',
      [`floodgate-${STAGE}-site-get-preview`]: 'Preview',
      [`floodgate-${STAGE}-bulk-work-export`]: 'Exports',
    });
    expect(new Set(Object.keys(grouped).map((name) => name.split('-')[2]))).toEqual(
      new Set(['bulk', 'content', 'site']),
    );
  });

  test('report the records of a batch that failed, whatever feeds them', () => {
    const fed = functions().flatMap(({ name, events: [event] }) => {
      const source = event.sqs ?? event.stream;
      return source ? [{ name, answers: source.functionResponseType }] : [];
    });
    expect(fed.length).toBeGreaterThan(0);
    expect(fed.filter(({ answers }) => answers !== 'ReportBatchItemFailures')).toEqual([]);
  });

  test('that read a stream halve a failing batch, retry it for hours and leave a dead letter', () => {
    const streams = functions().flatMap(({ events: [event] }) => event.stream ?? []);
    expect(streams.length).toBeGreaterThan(0);
    for (const stream of streams) {
      expect(stream).toMatchObject({
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: -1,
        maximumRecordAgeInSeconds: 21_600,
        destinations: { onFailure: { type: 'sqs' } },
      });
    }
  });
});

describe('queues', () => {
  const isDead = ({ QueueName }: Any) => /-dead(\.fifo)?$/.test(QueueName);
  const idIn = (value: Any) => value['Fn::GetAtt'][0];

  test('have dead letters after five receives, kept for 14 days', () => {
    const queues = every('AWS::SQS::Queue');
    for (const { QueueName, RedrivePolicy, template } of queues.filter((queue) => !isDead(queue))) {
      const dead = template.resources[idIn(RedrivePolicy.deadLetterTargetArn)].Properties;
      expect(dead.QueueName).toBe(QueueName.replace(/(\.fifo)?$/, '-dead$1'));
      expect(dead.MessageRetentionPeriod).toBe(1_209_600);
      expect(RedrivePolicy.maxReceiveCount).toBe(5);
    }
    expect(queues.filter(isDead).length).toBeGreaterThan(0);
  });

  test('hide a message for at least six of its function’s time-outs', () => {
    for (const {
      name,
      timeout,
      module,
      events: [event],
    } of functions()) {
      if (!event.sqs) continue;
      const queue = all.find((one) => one.module === module)?.resources[idIn(event.sqs.arn)].Properties;
      expect(queue.QueueName).toBe(queue.FifoQueue ? `${name}.fifo` : name);
      expect(queue.VisibilityTimeout, name).toBeGreaterThanOrEqual(6 * timeout);
    }
  });

  test('name how many batches of them run at once, at least two', () => {
    const fed = functions().flatMap(({ name, events: [event] }) => (event.sqs ? [{ name, ...event.sqs }] : []));
    expect(fed.length).toBeGreaterThan(20);
    expect(fed.filter(({ maximumConcurrency }) => !(maximumConcurrency >= 2))).toEqual([]);
  });

  test('ring when their oldest message waits for half an hour, for a day where messages wait for each other', () => {
    const watched = every('AWS::CloudWatch::Alarm')
      .filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage')
      .map(({ Dimensions: [{ Value }] }) => Value);
    const live = every('AWS::SQS::Queue').map(({ QueueName }) => QueueName);
    for (const { MetricName, Threshold, Dimensions } of every('AWS::CloudWatch::Alarm'))
      if (MetricName === 'ApproximateAgeOfOldestMessage')
        expect(Threshold).toBe(Dimensions[0].Value.endsWith('.fifo') ? 86_400 : 1800);
    expect(watched.sort()).toEqual(live.filter((name) => !isDead({ QueueName: name })).sort());
  });

  test('have an alarm on each dead letter', () => {
    const watched = every('AWS::CloudWatch::Alarm')
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .map(({ Dimensions: [{ Value }] }) => Value);
    expect(watched.sort()).toEqual(
      every('AWS::SQS::Queue')
        .filter(isDead)
        .map(({ QueueName }) => QueueName)
        .sort(),
    );
  });

  test('of stock, money, releases and search have an alarm on each metric that a person has to look at', () => {
    const ours = every('AWS::CloudWatch::Alarm').filter(
      ({ Namespace, MetricName }) => Namespace === 'floodgate' && !MetricName.startsWith('Bugs'),
    );
    expect(ours.map(({ MetricName }) => MetricName).sort()).toEqual([
      'IndexFileRefused',
      'IndexNotRefreshed',
      'PaymentDisputed',
      'PaymentNotTaken',
      'PaymentRefused',
      'RefundFailed',
      'ReleaseLate',
      'SecondMoney',
      'StockDifference',
      'UnpairedPayments',
    ]);
    const source = globSync('functions/**/*.ts', { cwd: root, exclude: (file) => file.endsWith('.test.ts') });
    const counted = source.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:alarmed|measured)\(\s*'(\w+)'/g)].map(
        ([, name]) => name,
      ),
    );
    // Counted to look at and not to be called for: a slow answer, and each listed payment beside how many are.
    const quiet = ['ProviderUnanswered', 'UnpairedPayment'];
    expect([...new Set(counted)].sort()).toEqual([...ours.map(({ MetricName }) => MetricName), ...quiet].sort());
    for (const { AlarmName, Dimensions, AlarmActions } of ours) {
      expect(AlarmName).toMatch(/^floodgate-[a-z0-9]+-[a-z]+-[a-z-]+$/);
      expect(Dimensions).toEqual([
        { Name: 'service', Value: 'floodgate' },
        { Name: 'stage', Value: STAGE },
      ]);
      expect(AlarmActions).toHaveLength(1);
    }
  });

  test('are subscribed raw, by type, with a policy that lets only the topic send', async () => {
    const subscriptions = every('AWS::SNS::Subscription');
    expect(subscriptions.length).toBeGreaterThan(0);
    for (const { template, RawMessageDelivery, FilterPolicy, Endpoint, TopicArn } of subscriptions) {
      expect(RawMessageDelivery).toBe(true);
      expect(FilterPolicy.type.length).toBeGreaterThan(0);
      const policies = ofType(template, 'AWS::SQS::QueuePolicy').filter(
        ([, { Properties }]) => Properties.Queues[0].Ref === idIn(Endpoint),
      );
      expect(policies.length).toBe(1);
      const [statement] = (policies[0] as [string, Any])[1].Properties.PolicyDocument.Statement;
      expect(statement.Principal).toEqual({ Service: 'sns.amazonaws.com' });
      expect(statement.Condition).toEqual({ ArnEquals: { 'aws:SourceArn': TopicArn } });
    }
  });
});

describe('what all modules share', () => {
  const platform = () => all.find(({ module }) => module === 'platform') as Template;
  const rendered = (slice: string) => JSON.parse(JSON.stringify(templateOf(stack, slice)));

  test('topics are under a key of ours, with which CloudWatch may publish too', () => {
    const topics = ofType(platform(), 'AWS::SNS::Topic').map(([, { Properties }]) => Properties.KmsMasterKeyId);
    expect(topics).toEqual([{ Ref: 'TopicsKey' }, { Ref: 'TopicsKey' }]);
    const { Statement } = platform().resources['TopicsKey'].Properties.KeyPolicy;
    expect(Statement[1]).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    });
  });

  test('each role that publishes may use that key', () => {
    for (const { name, grants } of stack.modules.flatMap(({ roles }) => roles)) {
      const actions = grants.flatMap((grant) => grant.actions);
      expect(actions.includes('kms:GenerateDataKey'), name).toBe(actions.includes('sns:Publish'));
    }
  });

  test('preflights are API Gateway’s, in the slice that owns the API and in no other', () => {
    const { cors } = rendered('platform').httpApi;
    expect(cors.allowedMethods).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']);
    expect(cors.allowedHeaders).toEqual(expect.arrayContaining(['authorization', 'idempotency-key', 'if-match']));
    expect(cors.exposedResponseHeaders).toEqual(expect.arrayContaining(['etag', 'location', 'retry-after']));
    expect(rendered('orders').httpApi).toEqual({ payload: '2.0', id: { 'Fn::ImportValue': expect.any(String) } });
  });

  test('the API has access logs without anything personal, and a throttle', () => {
    expect(rendered('platform').logs.httpApi.format).not.toMatch(/sourceIp|userAgent|querystring|header|path"/i);
    expect(rendered('orders').logs).toEqual({});
    expect(rendered('platform').resources.extensions.HttpApiStage.Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 10_000,
      ThrottlingBurstLimit: 5000,
    });
  });

  test('bugs ring by what they cost, and so do the API, Lambda and every table that throttles', () => {
    const metrics = every('AWS::CloudWatch::Alarm').map(({ MetricName }) => MetricName);
    const shared = ['BugsBuying', 'BugsMoney', 'BugsTelling', '5xx', 'Throttles'];
    expect(metrics).toEqual(expect.arrayContaining(shared));
    for (const metric of ['ReadThrottleEvents', 'WriteThrottleEvents'])
      expect(metrics.filter((name) => name === metric)).toHaveLength(every('AWS::DynamoDB::Table').length);
  });

  test('alarms reach whom the stage names', async () => {
    const paged = await loadStack({
      file: { name: STAGE, values: {}, secrets: {}, pager: 'oncall@example.org', edge: null },
    });
    const { Resources } = templateOf(paged, 'platform').resources as Any;
    expect(Resources.AlarmsSubscription.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'oncall@example.org',
    });
    expect(platform().resources['AlarmsSubscription']).toBeUndefined();
  });
});

describe('concurrency', () => {
  test('every public route and every stream has its share, and together they leave what AWS demands', () => {
    const isOpen = ({ events }: Any): boolean =>
      events.some(({ httpApi, stream }: Any) => stream || (httpApi && !String(httpApi.path).includes('/admin/')));
    const open = functions().filter(isOpen);
    expect(open.length).toBeGreaterThan(40);
    expect(open.filter((fn) => !(fn.reservedConcurrency >= 1)).map(({ name }) => name)).toEqual([]);
    const reserved = functions().reduce((sum, fn) => sum + (fn.reservedConcurrency ?? 0), 0);
    expect(reserved).toBeGreaterThan(700);
    expect(reserved).toBeLessThanOrEqual(880);
  });

  test('no mapping of a queue runs more than its function has reserved, and each two at least', () => {
    const consumers = functions().filter(({ events: [event] }) => event.sqs);
    expect(consumers.length).toBeGreaterThan(40);
    expect(consumers.filter((fn) => fn.reservedConcurrency !== undefined).length).toBeGreaterThan(5);
    for (const { name, reservedConcurrency = 1000, events } of consumers) {
      expect(events[0].sqs.maximumConcurrency, name).toBeGreaterThanOrEqual(2);
      expect(events[0].sqs.maximumConcurrency, name).toBeLessThanOrEqual(reservedConcurrency);
    }
  });

  test('a stage that does not say what its account runs at once reserves nothing', async () => {
    const unsaid = await loadStack({ file: { ...withEdge, concurrency: null } });
    const found = templates(unsaid).flatMap(({ functions: some }) => Object.values<Any>(some));
    expect(found.filter((fn) => 'reservedConcurrency' in fn)).toEqual([]);
  });
});

describe('schedules', () => {
  test('are tried again and then leave a dead letter', () => {
    const schedules = functions().filter(({ events: [event] }) => event.schedule);
    expect(schedules.length).toBeGreaterThan(0);
    for (const { name, maximumRetryAttempts, destinations } of schedules) {
      expect(maximumRetryAttempts, name).toBe(2);
      expect(destinations.onFailure.arn['Fn::GetAtt'][0]).toMatch(/DeadQueue$/);
    }
  });
});

describe('tables and buckets', () => {
  test('tables are on demand, restorable, and protected in production', () => {
    const tables = every('AWS::DynamoDB::Table');
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      expect(table).toMatchObject({
        TableName: `floodgate-${STAGE}-${table.template.module}`,
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: { 'Fn::If': ['Production', true, false] },
      });
    }
  });

  test('no bucket is public, and each is encrypted and refuses what does not come over TLS', () => {
    const buckets = every('AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(0);
    for (const bucket of buckets) {
      expect(bucket.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(bucket.AccessControl).toBeUndefined();
      expect(bucket.BucketEncryption).toBeDefined();
    }
    const policies = every('AWS::S3::BucketPolicy');
    expect(policies.map(({ PolicyDocument: { Statement } }) => Statement[0])).toEqual(
      buckets.map(() =>
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ),
    );
  });

  test('a bucket is read from outside where renditions lie, by CloudFront of this account', () => {
    const allowed = every('AWS::S3::BucketPolicy').flatMap(({ template, PolicyDocument, Bucket }) =>
      PolicyDocument.Statement.slice(1).map((statement: Any) => ({
        bucket: `${template.module} ${Bucket.Ref}`,
        ...statement,
      })),
    );
    expect(allowed).toEqual([
      {
        bucket: 'media MediaFilesBucket',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [
          { 'Fn::Sub': expect.stringMatching(/-media-files\/\*$/) },
          { 'Fn::Sub': expect.stringMatching(/-media-files$/) },
        ],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('roles', () => {
  const statements = (template: Template): Any[] => {
    const roles = ofType(template, 'AWS::IAM::Role');
    expect(roles.length, template.module).toBeGreaterThan(0);
    return roles.flatMap(([, { Properties }]) =>
      Properties.Policies.flatMap(({ PolicyDocument }: Any) => PolicyDocument.Statement),
    );
  };
  const resourcesOf = (statement: Any): string[] =>
    [statement.Resource]
      .flat()
      .map((resource: Any) =>
        typeof resource === 'string' ? resource : JSON.stringify(resource['Fn::Sub'] ?? resource),
      );

  test('no statement is for everything, and no action for everybody', () => {
    for (const template of all) {
      for (const statement of statements(template)) {
        for (const resource of resourcesOf(statement)) expect(resource, template.module).not.toMatch(/^"?\*"?$/);
        for (const action of [statement.Action].flat()) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      }
    }
  });

  test('reach their own module, and of others only what is granted to them by key', () => {
    for (const template of all.filter(({ module }) => module !== 'platform')) {
      const reachable = [...closureOf(stack.modules, template.module), 'users'];
      for (const statement of statements(template)) {
        for (const resource of resourcesOf(statement)) {
          const [, kind, owner] =
            resource.match(/(table\/|sqs:.*:|s3:::)floodgate-stagingeast1-(?:\S+?Region}-)?([a-z]+)/) ?? [];
          if (owner === undefined || owner === 'events' || owner === template.module) continue;
          expect(reachable, `${template.module} → ${resource}`).toContain(owner);
          if (kind !== 'table/') continue;
          const keys = statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
          expect(keys?.length, `${template.module} → ${resource}`).toBeGreaterThan(0);
        }
      }
    }
  });

  test('only users writes the keys of callers', () => {
    const others = stack.modules.filter(({ name }) => name !== 'users');
    for (const { name, grants } of others.flatMap(({ roles }) => roles)) {
      const writes = grants.filter(
        ({ actions, resources }) =>
          resources.some((one) => one.kind === 'table' && one.name.endsWith('-users')) &&
          actions.some((action) => /Put|Update|Delete/.test(action)),
      );
      const reach = writes.flatMap(({ leadingKeys }) => (leadingKeys.length > 0 ? leadingKeys : ['*']));
      expect(
        reach.filter((key) => 'key#'.startsWith(key.replace('*', '').slice(0, 4))),
        name,
      ).toEqual([]);
    }
  });

  test('a table is scanned by nobody', () => {
    expect(JSON.stringify(all)).not.toContain('dynamodb:Scan');
  });

  test('platform reads events and works dead letters, and writes no table', () => {
    const platform = all.find(({ module }) => module === 'platform') as Template;
    const actions = statements(platform).flatMap(({ Action }) => Action);
    expect(actions.filter((action: string) => /dynamodb:(Put|Update|Delete|BatchWrite)/.test(action))).toEqual([]);
  });
});
