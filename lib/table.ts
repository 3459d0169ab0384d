/** DynamoDB's mechanics in one import: what a module's table file needs. */
export { client, type Item, type Key, type Ref, type Table, tableName, tableOf } from './dynamodb.ts';
export { batchGet, get, type Query, query, queryAll } from './read.ts';
export {
  type Condition, ConditionFailed, check, put, putNew, remove, transact, transactIf, update, type Write, write, writeIf,
} from './write.ts'; // biome-ignore format: a list
