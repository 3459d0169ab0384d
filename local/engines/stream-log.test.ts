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

/** STREAMED_WRITES=100000 for the whole measurement: without the remedies, the fall is to a thirtieth by then. */
const WRITES = Number(process.env['STREAMED_WRITES'] ?? 8000);
const WINDOW = 1000;

it.skipIf(process.env['DYNAMODB_ENDPOINT'])(
  'is as fast after many streamed writes as at the start, relays each once, and forgets what it has relayed',
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
    const rates: number[] = [];
    for (let written = 0; written < WRITES; written += WINDOW) {
      const began = performance.now();
      for (let i = 0; i < WINDOW; i += 8)
        await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((n) => put(`${written + i + n}`)));
      rates.push(WINDOW / ((performance.now() - began) / 1000));
    }
    await expect.poll(() => relayed, { timeout: 20_000 }).toBe(WRITES);
    const median = (some: number[]) => some.toSorted((a, b) => a - b)[some.length >> 1] ?? 0;
    const [start, end] = [median(rates.slice(0, 4)), median(rates.slice(-4))];
    expect(end / start, `${start.toFixed(0)} puts a second at the start, ${end.toFixed(0)} at the end`).toBeGreaterThan(
      0.4,
    );

    const db = new DatabaseSync(join(path, 'dynamodb.db'), { readOnly: true });
    const plan = db
      .prepare(
        'EXPLAIN QUERY PLAN SELECT * FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > ?',
      )
      .all('floodgate-log-shop', 5);
    expect(JSON.stringify(plan)).toContain('USING INDEX floodgate_stream');
    const left = () => (db.prepare('SELECT count(*) AS n FROM _stream_records').get() as { n: number }).n;
    await expect.poll(left, { timeout: 5000 }).toBeLessThan(4000);
    db.close();
    await running.stop();
    folder.close();
    rmSync(path, { recursive: true, force: true });
  },
  30_000 + WRITES * 2,
);
