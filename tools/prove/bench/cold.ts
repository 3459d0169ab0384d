import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleSizes } from '../../package/bundle-sizes.ts';
import { bundling } from '../../package/options.js';

/** What a bare document client does: the least that any handler with a table has to load. */
const BARE = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = () => client.send(new GetCommand({ TableName: 'x', Key: { pk: 'x' } }));`;

const RUNS = 9;
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** Milliseconds that a fresh process takes to evaluate a bundle, the median of some runs. */
const evaluation = (file: string): number => {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - t)`;
  const once = () =>
    Number(execFileSync(process.execPath, ['-e', script], { env: { ...process.env, AWS_REGION: 'us-east-1' } }));
  return Math.round(median(Array.from({ length: RUNS }, once)) * 10) / 10;
};

/** How long handlers take to load, beside a bare document client bundled the same way; with the sizes of all bundles. */
export const coldStarts = async (ids: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-cold-'));
  try {
    const bytes = await bundleSizes(folder);
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    const bare = join(folder, 'bare.js');
    await build({ ...bundling, stdin: { contents: BARE, resolveDir: import.meta.dirname }, outfile: bare });
    const bareMs = evaluation(bare);
    const { loadStack } = await import('../../../stack/load.js');
    const { functions } = await loadStack();
    const measured = ids.map((id) => {
      const file = functions.find((one) => one.id === id)?.path.replace(/\.ts$/, '.js') ?? '';
      const ms = evaluation(join(folder, file));
      return [id, { ms, timesBare: Math.round((ms / bareMs) * 100) / 100, bytes: bytes[id] ?? 0 }] as const;
    });
    return { bareMs, handlers: Object.fromEntries(measured), bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
