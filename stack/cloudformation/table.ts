import type { Module } from '../load.js';
import { type Json, logicalId, tableName } from './names.ts';

const text = (AttributeName: string): Json => ({ AttributeName, AttributeType: 'S' });
const key = (hash: string, range: string): Json[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** A module's table: on demand, restorable to any second of the last 35 days, kept when its stack is deleted. */
export const tableOf = (module: Module): Json => {
  if (!module.table) return {};
  const indexes = module.table.indexes ?? [];
  return {
    [logicalId(module.name, 'table')]: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: tableName(module.name),
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', ...indexes.flatMap((index) => [`${index}pk`, `${index}sk`])].map(text),
        KeySchema: key('pk', 'sk'),
        ...(indexes.length > 0
          ? {
              GlobalSecondaryIndexes: indexes.map((index) => ({
                IndexName: index,
                KeySchema: key(`${index}pk`, `${index}sk`),
                Projection: { ProjectionType: 'KEYS_ONLY' },
              })),
            }
          : {}),
        ...(module.stream ? { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } } : {}),
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: { 'Fn::If': ['Production', true, false] },
      },
    },
  };
};
