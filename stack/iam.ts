/**
 * Decides whether a role may make a call to a table or queue, as IAM does: for DynamoDB an action on a table or index,
 * with the leading (partition) keys that it names ("Using IAM policy conditions for fine-grained access control",
 * DynamoDB developer guide; a transaction needs the actions of its parts); for SQS an action on a queue.
 */
import type { Grant } from './roles.ts';

/** One call's demand: an action on a table, index or queue, and the partition keys that it names. */
export interface Demand {
  /** `dynamodb:GetItem`. */
  readonly action: string;
  readonly kind: 'table' | 'indexes' | 'queue' | 'topic';
  readonly name: string;
  readonly keys: readonly string[];
}

interface Rule {
  readonly kind: string;
  readonly isNamed: (name: string) => boolean;
  readonly actions: ReadonlySet<string>;
  readonly keys: readonly ((key: string) => boolean)[];
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** `*` stands for any letters, wherever it is (StringLike, and names in a statement's resources). */
const formOf = (pattern: string): ((text: string) => boolean) => {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const form = new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 's');
  return (text) => form.test(text);
};

/** Makes the check of one role. */
export const allowedBy = (role: readonly Grant[]): ((demand: Demand) => boolean) => {
  const rules: Rule[] = role.flatMap(({ actions, resources, leadingKeys }) =>
    resources.map(({ kind, name }) => ({
      kind,
      isNamed: formOf(name),
      actions: new Set(actions),
      keys: leadingKeys.map(formOf),
    })),
  );
  const covers = (rule: Rule, key: string): boolean =>
    rule.keys.length === 0 || rule.keys.some((begins) => begins(key));
  // Each statement has to allow all keys of the call by itself: IAM does not put two together.
  return ({ action, kind, name, keys }) =>
    rules.some(
      (rule) =>
        rule.kind === kind && rule.isNamed(name) && rule.actions.has(action) && keys.every((key) => covers(rule, key)),
    );
};

type Input = Readonly<Record<string, unknown>>;
type KeyOf = { readonly pk?: unknown };

/** What a command demands, by its name in DynamoDB's API; keys may be plain or in the wire's form. */
export const demandsOf = (command: string, input: Input): Demand[] => {
  const demand = (action: string, table: unknown, keys: readonly unknown[], index = false): Demand => ({
    action: `dynamodb:${action}`,
    kind: index ? 'indexes' : 'table',
    name: String(table),
    keys: keys.map((key) =>
      typeof key === 'object' && key !== null ? String((key as { S?: string }).S) : String(key),
    ),
  });
  const keyIn = (value: unknown): unknown => (value as KeyOf | undefined)?.pk;
  switch (command) {
    case 'GetItem':
      return [demand('GetItem', input['TableName'], [keyIn(input['Key'])])];
    case 'PutItem':
      return [demand('PutItem', input['TableName'], [keyIn(input['Item'])])];
    case 'UpdateItem':
      return [demand('UpdateItem', input['TableName'], [keyIn(input['Key'])])];
    case 'DeleteItem':
      return [demand('DeleteItem', input['TableName'], [keyIn(input['Key'])])];
    case 'Query': {
      const values = input['ExpressionAttributeValues'] as Record<string, unknown> | undefined;
      return [demand('Query', input['TableName'], [values?.[':pk']], input['IndexName'] !== undefined)];
    }
    case 'BatchGetItem':
      return Object.entries((input['RequestItems'] ?? {}) as Record<string, { Keys?: unknown[] }>).map(
        ([table, { Keys = [] }]) => demand('BatchGetItem', table, Keys.map(keyIn)),
      );
    case 'BatchWriteItem':
      return Object.entries((input['RequestItems'] ?? {}) as Record<string, Record<string, Input>[]>).map(
        ([table, writes]) =>
          demand(
            'BatchWriteItem',
            table,
            writes.flatMap((one) => Object.values(one).map((part) => keyIn(part['Key'] ?? part['Item']))),
          ),
      );
    case 'TransactWriteItems':
      return ((input['TransactItems'] ?? []) as Record<string, Input>[]).flatMap((item) =>
        Object.entries(item).map(([kind, part]) =>
          demand(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, part['TableName'], [
            keyIn(part['Key'] ?? part['Item']),
          ]),
        ),
      );
    default:
      return input['TableName'] === undefined ? named(command, input) : [demand(command, input['TableName'], [])];
  }
};

/** A call to a queue or topic; a batch needs the action of its parts. */
const named = (command: string, input: Input): Demand[] => {
  const last = (address: unknown): string => String(address).split(/[/:]/).at(-1) ?? '';
  const action = command.replace(/Batch$/, '');
  if (input['QueueUrl'] !== undefined)
    return [{ action: `sqs:${action}`, kind: 'queue', name: last(input['QueueUrl']), keys: [] }];
  if (input['TopicArn'] !== undefined)
    return [{ action: `sns:${action}`, kind: 'topic', name: last(input['TopicArn']), keys: [] }];
  return [];
};
