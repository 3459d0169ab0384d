import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { msOf } from '#lib/clock.ts';
import { sendMessages } from '#lib/send.ts';
import { client, type Item, tableName, tableOf } from '#lib/table.ts';
import { SendRefund } from '../../../functions/billing/messages.ts';

const Row = z.object({ id: z.string(), createdAt: z.string(), objectId: z.nullable(z.string()) });

/**
 * Refunds that were decided and that no provider has answered for, though there was time: the message that sends them
 * hangs on a record of billing's stream, which is not in the log. Reads the whole table of billing.
 * @param before made before this moment, milliseconds since 1970; younger ones are on their way
 */
export const unsentRefunds = async (before: number): Promise<string[]> => {
  const found: string[] = [];
  let after: Item | undefined;
  do {
    const page = await client().send(
      new ScanCommand({
        TableName: tableName(tableOf('billing')),
        FilterExpression: 'sk = :refund AND #status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':refund': 'refund', ':pending': 'pending' },
        ConsistentRead: true,
        ExclusiveStartKey: after,
      }),
    );
    for (const item of page.Items ?? []) {
      const { id, createdAt, objectId } = z.parse(Row, item);
      if (objectId === null && msOf(createdAt) < before) found.push(id);
    }
    after = page.LastEvaluatedKey;
  } while (after);
  return found;
};

/** Has refunds sent; one that was sent after all is paid once, under its key. */
export const sendRefunds = (ids: readonly string[]): Promise<void> =>
  sendMessages(
    SendRefund,
    ids.map((refundId) => ({ refundId })),
  );
