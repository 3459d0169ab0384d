import type { Table } from '../model.ts';
import { type Json, logicalId } from './names.ts';

const text = (AttributeName: string): Json => ({ AttributeName, AttributeType: 'S' });
const key = (hash: string, range: string): Json[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** A module's table: on demand, restorable to any second of the last 35 days, kept when its stack is deleted. */
export const tableOf = (module: string, table: Table | null): Json =>
  table
    ? {
        [logicalId(module, 'table')]: {
          Type: 'AWS::DynamoDB::Table',
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            TableName: table.name,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: ['pk', 'sk', ...table.indexes.flatMap((index) => [`${index}pk`, `${index}sk`])].map(
              text,
            ),
            KeySchema: key('pk', 'sk'),
            ...(table.indexes.length > 0
              ? {
                  GlobalSecondaryIndexes: table.indexes.map((index) => ({
                    IndexName: index,
                    KeySchema: key(`${index}pk`, `${index}sk`),
                    Projection: { ProjectionType: 'KEYS_ONLY' },
                  })),
                }
              : {}),
            ...(table.stream ? { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } } : {}),
            TimeToLiveSpecification: { AttributeName: table.ttlAttribute, Enabled: true },
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            DeletionProtectionEnabled: { 'Fn::If': ['Production', true, false] },
          },
        },
      }
    : {};
