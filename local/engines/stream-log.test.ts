import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { logTo } from '#lib/log.ts';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { runStack } from '../run.ts';
import { awsCall } from './aws-call.ts';
import { openDataFolder } from './data-folder.ts';

/** Without the index and the pruning, writes fall to a thirtieth of their rate after 100,000: the emulator reads its log whole. */
const WRITES = 8000;

it.skipIf(process.env['DYNAMODB_ENDPOINT'])(
  'relays each of many writes once, reads them by an index, and forgets what it has relayed',
  async () => {
    logTo(() => {});
    const path = mkdtempSync(join(tmpdir(), 'floodgate-log-'));
    const folder = await openDataFolder(path);
    let relayed = 0;
    const relay = (event: DynamoDBStreamEvent) => {
      relayed += event.Records.length;
    };
    const stack = async (stage: string) => stackOf([fn('stream', 'shop', 'publish-events', relay)])(stage);
    const running = await runStack({ folder, port: 0, stage: 'log', stack });
    const put = (sk: string) =>
      awsCall(running.endpoints.dynamodb, 'DynamoDB_20120810.PutItem', {
        TableName: 'floodgate-log-shop',
        Item: { pk: { S: 'a' }, sk: { S: sk }, more: { S: 'x'.repeat(200) } },
      });
    for (let i = 0; i < WRITES; i += 8) await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((n) => put(`${i + n}`)));
    await expect.poll(() => relayed).toBe(WRITES);
    const db = new DatabaseSync(join(path, 'dynamodb.db'), { readOnly: true });
    const plan = db
      .prepare(
        'EXPLAIN QUERY PLAN SELECT * FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > ?',
      )
      .all('floodgate-log-shop', 5);
    expect(JSON.stringify(plan)).toContain('USING INDEX floodgate_stream');
    const left = () => (db.prepare('SELECT count(*) AS n FROM _stream_records').get() as { n: number }).n;
    await expect.poll(left).toBeLessThan(4000);
    db.close();
    await running.stop();
    folder.close();
    rmSync(path, { recursive: true, force: true });
  },
);
