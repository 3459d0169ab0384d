import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { logTo } from '#lib/log.ts';
import { fn, stackOf } from '../test/support/stack-of.ts';
import { awsCall } from './aws-call.ts';
import { openDataFolder } from './data-folder.ts';
import { runStack } from './run.ts';

/** 100,000 in the full run (STREAMED_WRITES=100000); without the remedies 12,000 are enough to see the fall. */
const WRITES = Number(process.env['STREAMED_WRITES'] ?? 12_000);
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
    const stack = async () => stackOf([fn('stream', 'shop', 'publish-events', relay)]);
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
    const mean = (some: number[]) => some.reduce((sum, one) => sum + one, 0) / some.length;
    const [start, end] = [mean(rates.slice(1, 4)), mean(rates.slice(-3))];
    expect(end / start, `${start.toFixed(0)} puts a second at the start, ${end.toFixed(0)} at the end`).toBeGreaterThan(
      0.6,
    );

    const db = new DatabaseSync(join(path, 'dynamodb.db'), { readOnly: true });
    const left = () => (db.prepare('SELECT count(*) AS n FROM _stream_records').get() as { n: number }).n;
    await expect.poll(left, { timeout: 5000 }).toBeLessThan(4000);
    db.close();
    await running.stop();
    folder.close();
    rmSync(path, { recursive: true, force: true });
  },
  30_000 + WRITES * 2,
);
