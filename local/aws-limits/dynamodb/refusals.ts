import { ACCOUNT, REGION } from '../../environment.ts';
import type { Touch } from './request.ts';
import type { Unit } from './throughput.ts';

/** What DynamoDB answers with status 400: the error's name, and its words. */
export interface RefusalBody {
  readonly __type: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

const named = (name: string, message: string, more: object = {}): RefusalBody => ({
  __type: `com.amazonaws.dynamodb.v20120810#${name}`,
  message,
  ...more,
});

const EXCEEDED =
  'The level of configured provisioned throughput for the table was exceeded. ' +
  'Consider increasing your provisioning level with the UpdateTable API.';

/** Too much on one partition key; the reason names it as AWS's own diagnostics do: `TableWriteKeyRangeThroughputExceeded`. */
export const throttled = (unit: Unit, { table, partition }: Touch): RefusalBody => {
  const [path = ''] = partition.split(' ');
  const index = path.slice(table.length);
  const reason = `${index ? 'Index' : 'Table'}${unit === 'write' ? 'Write' : 'Read'}KeyRangeThroughputExceeded`;
  const resource = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}${index.replace('/', '/index/')}`;
  return named('ProvisionedThroughputExceededException', EXCEEDED, { ThrottlingReasons: [{ reason, resource }] });
};

/** A plain write met an ongoing transaction. */
export const conflicting = (): RefusalBody =>
  named('TransactionConflictException', 'Transaction is ongoing for the item');

/** The same token again, while its first request is still being worked on. */
export const inProgress = (): RefusalBody =>
  named('TransactionInProgressException', 'The transaction with the given request token is already in progress.');

/** A transaction that is cancelled as a whole, with the reason of each item in its place. */
export const cancelled = (
  count: number,
  throttledAt: readonly number[],
  conflictsAt: readonly number[],
): RefusalBody => {
  const reasons = Array.from({ length: count }, (_, place) => {
    if (throttledAt.includes(place)) return { Code: 'ProvisionedThroughputExceeded', Message: EXCEEDED };
    if (conflictsAt.includes(place))
      return { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };
    return { Code: 'None' };
  });
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const { __type } = named('TransactionCanceledException', '');
  return {
    __type,
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  };
};
