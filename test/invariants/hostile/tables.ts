import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { awsCall } from '../../../local/engines/aws-call.ts';
import type { Stack } from '../../../stack/model.ts';

/** An item of a run's tables, with the module that owns it. */
export interface Kept {
  readonly module: string;
  // biome-ignore lint/suspicious/noExplicitAny: the laws read what they expect, and a law that reads wrongly fails.
  readonly item: Record<string, any>;
}

const call = <T>(endpoint: string, action: string, body: object): Promise<T> =>
  awsCall<T>(endpoint, `DynamoDB_20120810.${action}`, body);
const modulesOf = (stack: Stack) => stack.modules.filter(({ table }) => table);

/** Everything that a run left in its tables. */
export const readEverything = async (endpoint: string, stack: Stack, stage: string): Promise<Kept[]> => {
  const kept: Kept[] = [];
  for (const { name: module } of modulesOf(stack)) {
    type Page = { Items: Record<string, AttributeValue>[]; LastEvaluatedKey?: object };
    for (let ExclusiveStartKey: object | undefined, more = true; more; more = ExclusiveStartKey !== undefined) {
      const asked = { TableName: `floodgate-${stage}-${module}`, ConsistentRead: true, ExclusiveStartKey };
      const page = await call<Page>(endpoint, 'Scan', asked);
      for (const item of page.Items) kept.push({ module, item: unmarshall(item) });
      ExclusiveStartKey = page.LastEvaluatedKey;
    }
  }
  return kept;
};

export const dropTables = async (endpoint: string, stack: Stack, stage: string): Promise<void> => {
  for (const { name } of modulesOf(stack))
    await call(endpoint, 'DeleteTable', { TableName: `floodgate-${stage}-${name}` });
};
